-- $1 network, $2 kind, $3 destination, $4 node
update outbox_destination set leased_by = null, leased_until = null
where network_id = $1 and kind = $2 and destination = $3 and leased_by = $4
