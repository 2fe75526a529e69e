-- $1 gateway, $2 kinds, $3 numbers, $4 order numbers, $5 amounts, $6 currencies, $7 times, $8 days, $9 at: lines that were read before stay as they are
insert into gateway_statement (gateway, kind, number, order_number, network_id, amount_minor, currency, happened_at, day, read_at)
select $1, n.kind, n.number, n.order_number,
       (select p.network_id from online_payment p where p.payment_id = case when n.order_number ~ '^[0-9a-f]{32}$' then n.order_number::uuid end),
       n.amount, n.currency, n.happened_at::timestamptz, n.day::date, $9
from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[]) as n (kind, number, order_number, amount, currency, happened_at, day)
on conflict do nothing
