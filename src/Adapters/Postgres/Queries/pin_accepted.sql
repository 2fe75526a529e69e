-- $1 network, $2 reader
update reader set pin_failures = 0, pin_locked_until = null where network_id = $1 and reader_id = $2
