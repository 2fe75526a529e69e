-- $1 network, $2 hold, $3 entry
update money_hold set late_entry_id = $3 where network_id = $1 and hold_id = $2
