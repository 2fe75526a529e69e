-- $1 network, $2 item, $3 when
update item set withdrawn_at = $3 where network_id = $1 and item_id = $2
