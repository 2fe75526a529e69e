-- $1 network, $2 kind, $3 destination, $4 node: it has answered
update outbox_destination set failures = 0, last_error = null, failed_at = null
where network_id = $1 and kind = $2 and destination = $3 and leased_by = $4 and failures > 0
