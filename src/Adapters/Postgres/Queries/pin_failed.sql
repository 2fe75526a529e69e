-- $1 network, $2 reader, $3 attempts allowed, $4 locked until when they are spent
update reader
set pin_failures = case when pin_failures + 1 >= $3 then 0 else pin_failures + 1 end,
    pin_locked_until = case when pin_failures + 1 >= $3 then $4 else pin_locked_until end
where network_id = $1 and reader_id = $2
