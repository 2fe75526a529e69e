-- $1 node, $2 seconds, $3 how many: destinations that have something to get, are not left alone and belong to no other node just now
update outbox_destination d
set leased_by = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
from (
    select w.network_id, w.kind, w.destination
    from outbox_destination w
    where w.next_at <= clock_timestamp() and (w.leased_until is null or w.leased_until <= clock_timestamp())
      and exists (select from outbox o
                  where o.network_id = w.network_id and o.kind = w.kind and o.destination = w.destination and o.answered_at is null)
    order by w.next_at
    limit $3
    for update skip locked) due
where d.network_id = due.network_id and d.kind = due.kind and d.destination = due.destination
returning d.network_id, d.kind, d.destination, d.failures
