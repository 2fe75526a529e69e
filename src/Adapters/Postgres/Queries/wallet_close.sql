-- $1 network, $2 reader, $3 at
update wallet set closed_at = $3 where network_id = $1 and reader_id = $2 and closed_at is null
