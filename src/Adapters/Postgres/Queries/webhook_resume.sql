-- $1 network or null, $2 webhook: it is told again
update webhook set stopped_at = null, stopped_why = null
where webhook_id = $2 and stopped_at is not null and ($1::text is null or network_id = $1)
