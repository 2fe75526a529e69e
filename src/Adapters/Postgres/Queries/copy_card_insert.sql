-- $1 network, $2 old card, $3 reader, $4 entry, $5 operator, $6 at
insert into copy_card (network_id, copy_card, reader_id, entry_id, operator, transferred_at) values ($1, $2, $3, $4, $5, $6)
