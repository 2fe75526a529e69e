-- $1 network, $2 reader, $3 home, $4 category, $5 level, $6 name, $7 language, $8 born, $9 address, $10 e-mail, $11 phone, $12 PIN, $13 first PIN, $14 when, $15 all addresses
insert into reader (network_id, reader_id, agency_id, category, level, name, language, birth_date, address, email, phone, pin_hash, pin_must_change, created_at, addresses)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb)
