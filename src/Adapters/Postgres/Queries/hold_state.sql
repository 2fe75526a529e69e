-- $1 network, $2 hold, $3 state, $4 captured item, $5 shelf until, $6 now
update hold set state = $3, captured_item_id = $4, shelf_until = $5,
                ready_at = case when $3 in ('ready', 'collected') then coalesce(ready_at, case when $3 = 'ready' then $6::timestamptz end) end
where network_id = $1 and hold_id = $2
