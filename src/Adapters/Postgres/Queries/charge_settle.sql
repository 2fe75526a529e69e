-- $1 network, $2 charges, $3 at
update charge set settled_at = $3 where network_id = $1 and charge_id = any ($2)
