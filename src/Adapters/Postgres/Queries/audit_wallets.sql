-- $1 network: wallets whose balances are not the sums of their postings
with posted as (
    select split_part(account, '/', 2)::uuid as reader_id, currency,
           -coalesce(sum(amount_minor) filter (where account like 'wallet/%'), 0) as available,
           -coalesce(sum(amount_minor) filter (where account like 'wallet-held/%'), 0) as held
    from posting where network_id = $1 and (account like 'wallet/%' or account like 'wallet-held/%')
    group by 1, 2)
select 'wallet of ' || coalesce(w.reader_id, p.reader_id) || ' says ' || coalesce(w.available_minor, 0) || ' and ' || coalesce(w.held_minor, 0)
       || ' held, its postings ' || coalesce(p.available, 0) || ' and ' || coalesce(p.held, 0)
from (select * from wallet where network_id = $1) w
full join posted p on p.reader_id = w.reader_id and p.currency = w.currency
where coalesce(w.available_minor, 0) <> coalesce(p.available, 0) or coalesce(w.held_minor, 0) <> coalesce(p.held, 0)
limit 100
