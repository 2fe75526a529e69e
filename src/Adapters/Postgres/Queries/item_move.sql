-- $1 network, $2 item, $3 location (null: where it is), $4 status
update item set current_location = coalesce($3, current_location), status = $4 where network_id = $1 and item_id = $2
