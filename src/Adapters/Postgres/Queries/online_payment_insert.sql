-- $1 network, $2 payment, $3 agency, $4 reader, $5 card, $6 gateway, $7 purpose, $8 amount, $9 currency, $10 charges, $11 started at, $12 expires at
insert into online_payment (network_id, payment_id, agency_id, reader_id, card_number, gateway, purpose, amount_minor, currency, charges, started_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
