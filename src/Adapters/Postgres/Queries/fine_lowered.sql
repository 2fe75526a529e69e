-- $1 network, $2 new entry, $3 at, $4 agency, $5 terminal, $6 charge, $7 reader, $8 how much too much, $9 currency, $10 income account: as much of it
-- as is still owed is taken off; what was paid is for staff. Nothing is written where nothing is open.
with open as (
    select sum(amount_minor)::bigint as all_of_it, least($8::bigint, sum(amount_minor)::bigint) as minor
    from posting where network_id = $1 and charge_id = $6 having sum(amount_minor) > 0
), entry as (
    insert into ledger_entry (network_id, entry_id, at, reason, agency_id, terminal)
    select $1, $2, $3, 'lowered', $4, $5 from open
), settled as (
    update charge set settled_at = $3 where network_id = $1 and charge_id = $6 and settled_at is null and exists (select from open where minor = all_of_it)
)
insert into posting (network_id, entry_id, line, account, amount_minor, currency, charge_id)
select $1, $2, l.line, l.account, l.amount, $9, l.charge
from open cross join lateral (values (0, $10::text, open.minor, null::uuid), (1, 'receivable/' || $7::uuid, -open.minor, $6::uuid)) l (line, account, amount, charge)
