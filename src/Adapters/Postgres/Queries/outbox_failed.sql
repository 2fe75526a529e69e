-- $1 network, $2 kind, $3 destination, $4 node, $5 why, $6 milliseconds it is left alone
update outbox_destination
set failures = failures + 1, last_error = $5, failed_at = clock_timestamp(), next_at = clock_timestamp() + make_interval(secs => $6 / 1000.0),
    leased_by = null, leased_until = null
where network_id = $1 and kind = $2 and destination = $3 and leased_by = $4
