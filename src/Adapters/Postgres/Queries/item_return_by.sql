-- $1 network, $2 item, $3 return by
update item set return_by = $3 where network_id = $1 and item_id = $2
