-- $1 network, $2 hold, $3 state, $4 captured item, $5 shelf until
update hold set state = $3, captured_item_id = $4, shelf_until = $5 where network_id = $1 and hold_id = $2
