-- $1 network or null, $2 webhook: what waits for it is tried now
with meant as (select network_id, webhook_id from webhook where webhook_id = $2 and ($1::text is null or network_id = $1)),
hurried as (
    update outbox_destination d set next_at = clock_timestamp() from meant m
    where d.network_id = m.network_id and d.kind = 'webhook' and d.destination = m.webhook_id and d.next_at > clock_timestamp())
select count(o.outbox_id), count(distinct m.network_id)
from meant m left join outbox o on o.network_id = m.network_id and o.kind = 'webhook' and o.destination = m.webhook_id and o.answered_at is null
