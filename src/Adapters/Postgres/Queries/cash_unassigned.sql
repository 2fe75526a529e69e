-- $1 network, $2 entry, $3 terminal, $4 reference, $5 card, $6 amount, $7 currency, $8 why, $9 at
insert into unassigned_cash (network_id, entry_id, terminal, reference, card_number, amount_minor, currency, why, taken_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
