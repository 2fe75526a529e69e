-- $1 kind or null, $2 how many: what waits, in the order in which it will be sent
select o.outbox_id, o.at, o.kind, o.destination, o.subject, o.about, o.attempts, d.next_at, d.last_error
from outbox o
join outbox_destination d using (network_id, kind, destination)
where o.answered_at is null and ($1::text is null or o.kind = $1)
order by o.network_id, o.kind, o.destination, o.seq
limit $2
