-- $1 network: where the daily bills of gateways and the clearing accounts differ, on the days whose bills were read
with days as (select distinct gateway, day from gateway_statement),
paid as (select s.* from gateway_statement s where s.kind = 'paid' and (s.network_id = $1 or s.network_id is null and $1 = (select min(n.network_id) from network n))),
refund as (select s.* from gateway_statement s where s.kind = 'refund' and (s.network_id = $1 or s.network_id is null and $1 = (select min(n.network_id) from network n)))
select s.gateway || ' has taken ' || s.amount_minor || ' minor ' || s.currency || ' under ' || s.number || ', which is not booked'
from paid s left join online_receipt r on r.network_id = $1 and r.gateway = s.gateway and r.number = s.number
where r.entry_id is null
union all
select s.gateway || ' says ' || s.amount_minor || ' minor ' || s.currency || ' for ' || s.number || ', booked are ' || r.amount_minor || ' minor ' || r.currency
from paid s join online_receipt r on r.network_id = $1 and r.gateway = s.gateway and r.number = s.number
where r.entry_id is not null and (r.amount_minor, r.currency) is distinct from (s.amount_minor, s.currency)
union all
select r.gateway || ' does not list ' || r.number || ', booked with ' || r.amount_minor || ' minor ' || r.currency
from online_receipt r join days d on d.gateway = r.gateway and d.day = (r.paid_at at time zone 'Asia/Shanghai')::date
where r.network_id = $1 and r.entry_id is not null
  and not exists (select from gateway_statement s where s.gateway = r.gateway and s.kind = 'paid' and s.number = r.number)
union all
select s.gateway || ' has given back ' || s.amount_minor || ' minor ' || s.currency || ' as ' || s.number || ', booked are ' || coalesce(b.amount_minor, 0)
from refund s left join online_refund b on b.network_id = $1 and b.sent_at is not null and replace(b.refund_id::text, '-', '') = s.number
where b.amount_minor is distinct from s.amount_minor
union all
select o.gateway || ' does not list the refund ' || b.refund_id || ', booked with ' || b.amount_minor || ' minor ' || b.currency
from online_refund b
join online_payment o on o.network_id = b.network_id and o.payment_id = b.payment_id
join days d on d.gateway = o.gateway and d.day = (b.sent_at at time zone 'Asia/Shanghai')::date
where b.network_id = $1 and not exists (select from gateway_statement s where s.gateway = o.gateway and s.kind = 'refund' and s.number = replace(b.refund_id::text, '-', ''))
limit 200
