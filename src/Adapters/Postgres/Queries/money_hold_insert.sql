-- $1 network, $2 hold, $3 reader, $4 agency, $5 terminal, $6 group, $7 reference, $8 purpose, $9 amount, $10 currency, $11 placed, $12 expires, $13 entry
insert into money_hold (network_id, hold_id, reader_id, agency_id, terminal, terminal_group, reference, purpose, amount_minor, currency, placed_at, expires_at, entry_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
