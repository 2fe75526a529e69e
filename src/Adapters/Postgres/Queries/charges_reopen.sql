-- $1 network, $2 charges that have grown
update charge set settled_at = null where network_id = $1 and charge_id = any ($2) and settled_at is not null
