-- $1 network, $2 refund or null for all that are not sent, $3 most rows: the one tried least first
select b.refund_id, b.payment_id, o.reader_id, o.gateway, b.amount_minor, b.currency, b.of_rest_minor, b.reason, b.operator, o.agency_id, o.amount_minor
from online_refund b
join online_payment o on o.network_id = b.network_id and o.payment_id = b.payment_id
where b.network_id = $1 and b.sent_at is null and b.refund_id = coalesce($2::uuid, b.refund_id)
order by b.tries, b.decided_at
limit $3
