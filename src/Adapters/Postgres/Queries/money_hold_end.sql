-- $1 network, $2 hold, $3 state, $4 at, $5 captured, $6 entry
update money_hold set state = $3, ended_at = $4, captured_minor = $5, final_entry_id = $6 where network_id = $1 and hold_id = $2
