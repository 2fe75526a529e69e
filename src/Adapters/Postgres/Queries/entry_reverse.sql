-- $1 network, $2 new entry, $3 at, $4 agency, $5 terminal, $6 original: the mirror image; a charge with nothing else on it is settled by that
with entry as (
    insert into ledger_entry (network_id, entry_id, at, reason, agency_id, terminal, reverses)
    values ($1, $2, $3, 'reversed', $4, $5, $6)
), settled as (
    update charge c set settled_at = $3
    where c.network_id = $1 and c.settled_at is null
      and c.charge_id in (select charge_id from posting where network_id = $1 and entry_id = $6 and charge_id is not null)
      and (select sum(p.amount_minor) from posting p where p.network_id = $1 and p.charge_id = c.charge_id)
        = (select sum(p.amount_minor) from posting p where p.network_id = $1 and p.charge_id = c.charge_id and p.entry_id = $6)
)
insert into posting (network_id, entry_id, line, account, amount_minor, currency, charge_id)
select network_id, $2, line, account, -amount_minor, currency, charge_id
from posting where network_id = $1 and entry_id = $6
