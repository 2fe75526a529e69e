-- $1 network, $2 after this number, $3 up to this number: entries with all their lines as the text that is sealed; ids, never names
select e.number,
       concat_ws('|', e.entry_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.reason, e.agency_id, coalesce(e.terminal, ''),
                 coalesce(e.source, ''), coalesce(e.reverses::text, ''), coalesce(e.corrects::text, '')) || E'\n' ||
       coalesce((select string_agg(concat_ws('|', p.line, p.account, p.amount_minor, p.currency, coalesce(p.charge_id::text, '')), E'\n' order by p.line)
        from posting p where p.network_id = e.network_id and p.entry_id = e.entry_id), '') || E'\n'
from ledger_entry e
where e.network_id = $1 and e.number > $2 and e.number <= $3
order by e.number
