-- $1 network, $2 kind, $3 destination, $4 node, $5 seconds a lease lasts, $6 seconds it must last: the next message, if the destination is still
-- this node's; the lease is begun anew only where it ends too soon, so that most messages cost one write less
with renewed as (
    update outbox_destination
    set leased_until = clock_timestamp() + make_interval(secs => $5)
    where network_id = $1 and kind = $2 and destination = $3 and leased_by = $4 and leased_until > clock_timestamp()
      and leased_until < clock_timestamp() + make_interval(secs => $6)
    returning network_id)
select o.outbox_id, o.at, o.subject, o.body, o.attempts
from outbox o
where o.network_id = $1 and o.kind = $2 and o.destination = $3 and o.answered_at is null
  and (exists (select from renewed)
       or exists (select from outbox_destination d
                  where d.network_id = $1 and d.kind = $2 and d.destination = $3 and d.leased_by = $4
                    and d.leased_until >= clock_timestamp() + make_interval(secs => $6)))
order by o.seq
limit 1
