-- what waits, by kind
select kind, count(*), max(extract(epoch from clock_timestamp() - at))::bigint
from outbox
where answered_at is null
group by kind
