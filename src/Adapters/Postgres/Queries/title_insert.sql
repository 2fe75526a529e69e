-- $1 network, $2 title, $3 record number, $4 name, $5 author, $6 media type
insert into title (network_id, title_id, record_number, name, author, media_type) values ($1, $2, $3, $4, $5, $6)
