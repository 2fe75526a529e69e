-- $1 network, $2 item, $3 properties
update item set properties = $3 where network_id = $1 and item_id = $2
