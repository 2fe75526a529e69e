-- $1 id
update outbox set answered_at = clock_timestamp(), outcome = 'dropped by staff', body = ''
where outbox_id = $1 and answered_at is null
