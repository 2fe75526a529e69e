-- $1 network, $2 id, $3 outcome
update outbox set answered_at = clock_timestamp(), outcome = $3, body = ''
where network_id = $1 and outbox_id = $2 and answered_at is null
