-- $1 network, $2 hold, $3 where to, null for nowhere
update hold set ship_to = $3::jsonb where network_id = $1 and hold_id = $2
