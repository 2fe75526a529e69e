-- $1 network, $2 payment: what was begun, what came in for it and went back, and the version of its stream
select o.payment_id, o.agency_id, o.reader_id, o.card_number, o.gateway, o.purpose, o.amount_minor, o.currency, o.charges, o.state, o.started_at, o.expires_at,
       coalesce((select sum(r.amount_minor) from online_receipt r where r.network_id = $1 and r.payment_id = $2 and r.entry_id is not null), 0)::bigint,
       coalesce((select sum(r.rest_minor) from online_receipt r where r.network_id = $1 and r.payment_id = $2), 0)::bigint,
       coalesce((select sum(b.amount_minor) from online_refund b where b.network_id = $1 and b.payment_id = $2), 0)::bigint,
       coalesce((select sum(b.of_rest_minor) from online_refund b where b.network_id = $1 and b.payment_id = $2), 0)::bigint,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'online/' || o.payment_id), 0)
from online_payment o
where o.network_id = $1 and o.payment_id = $2
