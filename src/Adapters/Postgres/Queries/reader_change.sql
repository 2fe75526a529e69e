-- $1 network, $2 reader, $3 category, $4 level, $5 name, $6 language, $7 born, $8 address, $9 e-mail, $10 phone, $11 PIN, $12 first PIN, $13 all addresses
update reader set category = $3, level = $4, name = $5, language = $6, birth_date = $7, address = $8, email = $9, phone = $10,
       pin_hash = $11, pin_must_change = $12, addresses = $13::jsonb,
       -- With another PIN the wrong ones before count no more.
       pin_failures = case when pin_hash is distinct from $11 then 0 else pin_failures end,
       pin_locked_until = case when pin_hash is distinct from $11 then null else pin_locked_until end
where network_id = $1 and reader_id = $2
