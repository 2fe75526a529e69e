-- $1 network: entries that are not balanced by themselves
select 'entry ' || e.entry_id || case when count(p.line) < 2 then ' has ' || count(p.line) || ' lines' else ' is off by ' || sum(p.amount_minor) end
from ledger_entry e
left join posting p on p.network_id = e.network_id and p.entry_id = e.entry_id
where e.network_id = $1
group by e.entry_id, p.currency
having count(p.line) < 2 or sum(p.amount_minor) <> 0
limit 100
