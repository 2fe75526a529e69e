-- $1 network, $2 gateway, $3 its number, $4 payment, $5 amount, $6 currency, $7 paid at, $8 received at, $9 entry, $10 rest, $11 findings
insert into online_receipt (network_id, gateway, number, payment_id, amount_minor, currency, paid_at, received_at, entry_id, rest_minor, findings)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
