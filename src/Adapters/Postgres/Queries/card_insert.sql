-- $1 network, $2 card, $3 reader, $4 issued by, $5 state, $6 valid until, $7 when
insert into card (network_id, card_number, reader_id, agency_id, state, valid_until, issued_at) values ($1, $2, $3, $4, $5, $6, $7)
