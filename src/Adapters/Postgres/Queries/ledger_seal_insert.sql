-- $1 network, $2 block, $3 after number, $4 last number, $5 entries, $6 hash, $7 at
insert into ledger_seal (network_id, block, after_number, last_number, entries, hash, sealed_at) values ($1, $2, $3, $4, $5, $6, $7)
