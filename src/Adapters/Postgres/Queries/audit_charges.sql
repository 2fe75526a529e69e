-- $1 network: charges that are settled with something left, open with nothing left, or paid beyond their amount
select 'charge ' || c.charge_number || case when c.settled_at is null then ' is open, ' else ' is settled, ' end || coalesce(sum(p.amount_minor), 0) || ' minor units are left'
from charge c
left join posting p on p.network_id = c.network_id and p.charge_id = c.charge_id and p.account like 'receivable/%'
where c.network_id = $1
group by c.charge_number, c.settled_at
having (c.settled_at is null) = (coalesce(sum(p.amount_minor), 0) = 0) or coalesce(sum(p.amount_minor), 0) < 0
limit 100
