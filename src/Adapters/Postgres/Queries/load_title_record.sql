-- $1 network, $2 record number
select title_id, record_number, name, author, media_type from title where network_id = $1 and record_number = $2
