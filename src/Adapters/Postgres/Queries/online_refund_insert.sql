-- $1 network, $2 refund, $3 payment, $4 amount, $5 of the rest, $6 currency, $7 reason, $8 operator, $9 at, $10 entry
insert into online_refund (network_id, refund_id, payment_id, amount_minor, of_rest_minor, currency, reason, operator, decided_at, entry_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
