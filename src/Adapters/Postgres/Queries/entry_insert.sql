-- $1 network, $2 entry, $3 at, $4 reason, $5 agency, $6 terminal, $7 source, $8 corrects, $9 operator, $10 note
insert into ledger_entry (network_id, entry_id, at, reason, agency_id, terminal, source, corrects, operator, note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
