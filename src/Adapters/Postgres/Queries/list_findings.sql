-- $1 network, $2 agency, $3 since, $4 most rows: what staff should look at, the latest first
select * from (
    select 'books' as kind, r.at, null as terminal, f.value ->> 'check' as what, w.value as detail, null::bigint as minor, null as currency
    from reconciliation r
    cross join lateral jsonb_array_elements(r.findings) f
    cross join lateral jsonb_array_elements_text(f.value -> 'wrong') w
    where r.network_id = $1 and r.at >= $3 and not r.is_clean
    union all
    select 'repeat', s.at, s.terminal, s.command, null, null, null from suspected_repeat s where s.network_id = $1 and s.agency_id = $2 and s.at >= $3
    union all
    select 'slip', u.taken_at, u.terminal, u.why, u.reference, u.amount_minor, u.currency
    from unassigned_cash u join terminal t on t.network_id = u.network_id and t.login = u.terminal
    where u.network_id = $1 and t.agency_id = $2 and u.settled_at is null
    union all
    select 'count', v.emptied_at, v.terminal, 'over-short', v.counted, v.counted_minor - v.expected_minor,
           (select min(p.currency) from posting p where p.network_id = v.network_id and p.entry_id = v.entry_id)
    from vault_emptying v join ledger_entry e on e.network_id = v.network_id and e.entry_id = v.entry_id
    where v.network_id = $1 and e.agency_id = $2 and v.emptied_at >= $3 and v.counted_minor <> v.expected_minor
    union all
    select 'contradiction', c.at, c.terminal, c.code, null, null, null
    from contradiction c where c.network_id = $1 and c.agency_id = $2 and c.settled_at is null and c.code in ('fine-accrued', 'debt-off-line')
    union all
    select 'online-payment', r.received_at, r.gateway, array_to_string(r.findings, ' '), r.number, r.amount_minor, r.currency
    from online_receipt r join online_payment o on o.network_id = r.network_id and o.payment_id = r.payment_id
    where r.network_id = $1 and o.agency_id = $2 and r.received_at >= $3 and r.findings <> '{}'
) found
order by at desc
limit $4
