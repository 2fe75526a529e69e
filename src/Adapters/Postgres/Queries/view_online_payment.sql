-- $1 payment: what its page and its agency's programs may be told
select o.network_id, o.agency_id, o.card_number, o.gateway, o.purpose, o.amount_minor, o.currency, o.state, o.expires_at, r.language,
       coalesce((select sum(x.amount_minor) from online_receipt x where x.network_id = o.network_id and x.payment_id = o.payment_id and x.entry_id is not null), 0)::bigint,
       coalesce((select sum(x.rest_minor) from online_receipt x where x.network_id = o.network_id and x.payment_id = o.payment_id), 0)::bigint,
       coalesce((select sum(b.amount_minor) from online_refund b where b.network_id = o.network_id and b.payment_id = o.payment_id), 0)::bigint
from online_payment o
join reader r on r.network_id = o.network_id and r.reader_id = o.reader_id
where o.payment_id = $1
