-- $1 network, $2 entry, $3 terminal, $4 counted, $5 expected, $6 operator, $7 at, $8 counted, piece by piece
insert into vault_emptying (network_id, entry_id, terminal, counted_minor, expected_minor, operator, emptied_at, counted) values ($1, $2, $3, $4, $5, $6, $7, $8)
