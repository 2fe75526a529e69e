-- $1 network, $2 entry, $3 terminal, $4 values, $5 counts, $6 currency
insert into vault_cash (network_id, entry_id, terminal, denomination_minor, count, currency)
select $1, $2, $3, p.value, p.count, $6 from unnest($4::bigint[], $5::int[]) as p (value, count)
