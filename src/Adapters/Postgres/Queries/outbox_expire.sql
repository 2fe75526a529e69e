-- $1 days: what nobody has taken for so long is given up
update outbox set answered_at = clock_timestamp(), outcome = 'given up', body = ''
where answered_at is null and at < clock_timestamp() - make_interval(days => $1)
