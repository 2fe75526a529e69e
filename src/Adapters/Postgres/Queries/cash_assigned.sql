-- $1 network, $2 entry that took it in, $3 at, $4 entry that settles it
update unassigned_cash set settled_at = $3, settled_by = $4 where network_id = $1 and entry_id = $2
