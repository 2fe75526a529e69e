-- $1 network or null, $2 webhook: it is told again, what waits for it at once
with resumed as (
    update webhook set enabled = true, stopped_at = null, stopped_why = null
    where webhook_id = $2 and (stopped_at is not null or not enabled) and ($1::text is null or network_id = $1)
    returning network_id, webhook_id),
hurried as (
    update outbox_destination d set next_at = clock_timestamp() from resumed r
    where d.network_id = r.network_id and d.kind = 'webhook' and d.destination = r.webhook_id and d.next_at > clock_timestamp())
select count(*) from resumed
