-- $1 network, $2 kind, $3 destination, $4 node, $5 seconds: the next message, if the destination is still this node's, which keeps it so long
with mine as (
    update outbox_destination
    set leased_until = clock_timestamp() + make_interval(secs => $5)
    where network_id = $1 and kind = $2 and destination = $3 and leased_by = $4 and leased_until > clock_timestamp()
    returning network_id)
select o.outbox_id, o.at, o.subject, o.body, o.attempts
from outbox o
where o.network_id = $1 and o.kind = $2 and o.destination = $3 and o.answered_at is null and exists (select from mine)
order by o.seq
limit 1
