-- $1 agency (null: all), $2 most rows: the latest first
select r.at, r.agency_id, r.terminal, r.command
from suspected_repeat r
where $1::text is null or r.agency_id = $1
order by r.at desc
limit $2
