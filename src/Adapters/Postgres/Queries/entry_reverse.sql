-- $1 network, $2 new entry, $3 at, $4 agency, $5 terminal, $6 original: the mirror image, where the original was written at all; a charge with nothing
-- else on it is settled by that, one that is owed again is open again
with original as (
    select entry_id from ledger_entry where network_id = $1 and entry_id = $6
), entry as (
    insert into ledger_entry (network_id, entry_id, at, reason, agency_id, terminal, reverses)
    select $1, $2, $3, 'reversed', $4, $5, entry_id from original
), left_of as (
    select p.charge_id, sum(p.amount_minor) - sum(p.amount_minor) filter (where p.entry_id = $6) as minor
    from posting p
    where p.network_id = $1 and p.charge_id in (select o.charge_id from posting o where o.network_id = $1 and o.entry_id = $6 and o.charge_id is not null)
    group by p.charge_id
), settled as (
    update charge c set settled_at = case when l.minor = 0 then $3 end
    from left_of l
    where c.network_id = $1 and c.charge_id = l.charge_id and (c.settled_at is null) = (l.minor = 0)
)
insert into posting (network_id, entry_id, line, account, amount_minor, currency, charge_id)
select network_id, $2, line, account, -amount_minor, currency, charge_id
from posting where network_id = $1 and entry_id = $6
