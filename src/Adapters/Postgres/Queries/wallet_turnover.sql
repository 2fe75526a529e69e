-- $1 after, $2 until: what was paid out of prepaid accounts, by network, agency and currency, and what of it was given back
select network_id, agency_id, currency, count(*) filter (where minor > 0), coalesce(sum(minor) filter (where minor > 0), 0)::bigint, coalesce(-sum(minor) filter (where minor < 0), 0)::bigint
from (select e.network_id, e.agency_id, p.currency, e.entry_id, sum(p.amount_minor) as minor
      from ledger_entry e
      join posting p on p.network_id = e.network_id and p.entry_id = e.entry_id
      where e.at > $1 and e.at <= $2 and (p.account like 'wallet/%' or p.account like 'wallet-held/%')
        and e.reason in ('spent', 'captured', 'paid', 'recredited')
      group by 1, 2, 3, 4) moved
where minor > 0 or minor < 0 and exists (select from ledger_entry r where r.network_id = moved.network_id and r.entry_id = moved.entry_id and r.reason = 'recredited')
group by 1, 2, 3
order by 1, 2, 3
