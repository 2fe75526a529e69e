-- $1 network, $2 hold, $3 scope, $4 item, $5 pickup, $6 expires, $7 state, $8 shelf until, $9 needed from, $10 collected by
update hold set scope = $3, item_id = $4, pickup_location = $5, expires_at = $6, state = $7, shelf_until = $8, needed_from = $9, collect_by = $10,
                ready_at = case when $7 = 'ready' then ready_at end
where network_id = $1 and hold_id = $2
