-- $1 agency (null: all), $2 most rows
select c.contradiction_id, c.at, c.agency_id, c.terminal, c.code, c.message
from contradiction c
where c.settled_at is null and ($1::text is null or c.agency_id = $1)
order by c.at
limit $2
