-- $1 network, $2 agency: its last receipt, and the version of its book
select coalesce(r.day, date '0001-01-01'), coalesce(r.number, 0),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'receipts/' || $2), 0)
from (select 1) one
left join (select day, number from receipt where network_id = $1 and agency_id = $2 order by day desc, number desc limit 1) r on true
