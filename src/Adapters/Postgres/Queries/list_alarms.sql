-- $1 agency (null: all), $2 most rows
select a.alarm_id, a.at, a.agency_id, a.terminal, a.barcode, a.title_name
from alarm a
where $1::text is null or a.agency_id = $1
order by a.at desc
limit $2
