-- $1 network, $2 entry, $3 accounts, $4 amounts, $5 currencies, $6 charges
insert into posting (network_id, entry_id, line, account, amount_minor, currency, charge_id)
select $1, $2, p.line, p.account, p.amount, p.currency, p.charge
from unnest($3::text[], $4::bigint[], $5::text[], $6::uuid[]) with ordinality as p (account, amount, currency, charge, line)
