-- $1 network, $2 number given by a machine, $3 our number of the entry or of its hold (null where it can be none): what was spent under it
select e.entry_id, e.terminal, e.source,
       (select split_part(p.account, '/', 2)::uuid from posting p
        where p.network_id = $1 and p.entry_id = e.entry_id and p.account like 'wallet%' order by p.line limit 1),
       i.account, -i.amount_minor, i.currency,
       coalesce((select sum(b.amount_minor) from ledger_entry c
                 join posting b on b.network_id = c.network_id and b.entry_id = c.entry_id and b.account = i.account
                 where c.network_id = $1 and c.corrects = e.entry_id), 0)::bigint
from ledger_entry e
join posting i on i.network_id = e.network_id and i.entry_id = e.entry_id and i.account like 'income/%'
where e.network_id = $1 and e.reason in ('spent', 'captured')
  and e.entry_id in (select s.entry_id from ledger_entry s where s.network_id = $1 and s.source = $2
                     union all select $3::uuid
                     union all select h.final_entry_id from money_hold h where h.network_id = $1 and h.hold_id = $3::uuid
                     union all select h.late_entry_id from money_hold h where h.network_id = $1 and h.hold_id = $3::uuid)
