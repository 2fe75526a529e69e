-- $1 network, $2 agency: its machines and programs that hold cash, with what the books say is in them
select t.terminal, t.kind, t.location, b.currency, b.amount,
       (select max(v.emptied_at) from vault_emptying v where v.network_id = $1 and v.terminal = t.terminal),
       coalesce((select sum(u.amount_minor) from unassigned_cash u where u.network_id = $1 and u.terminal = t.terminal and u.settled_at is null), 0)::bigint
from (select login as terminal, kind, location from terminal where network_id = $1 and agency_id = $2
      union all
      select 'api/' || key_id, name, location from api_key where network_id = $1 and agency_id = $2
      union all
      select 'ncip/' || partner_id, 'partner', coalesce(location, '') from partner where network_id = $1 and agency_id = $2) t
cross join lateral (select p.currency, sum(p.amount_minor)::bigint as amount from posting p
                    where p.network_id = $1 and p.account = 'cash/' || t.terminal group by p.currency) b
order by t.terminal
