-- $1 network, $2 terminal: notes and coins in it
select v.denomination_minor, sum(v.count)::int, v.currency
from vault_cash v
where v.network_id = $1 and v.terminal = $2
group by v.denomination_minor, v.currency
having sum(v.count) <> 0
order by v.denomination_minor
