-- $1 network, $2 agency, $3 most rows: what came in and staff should look at, the latest first
select r.payment_id, r.gateway, r.number, r.amount_minor, r.currency, r.rest_minor, r.findings, r.received_at, o.card_number, o.amount_minor
from online_receipt r
join online_payment o on o.network_id = r.network_id and o.payment_id = r.payment_id
where r.network_id = $1 and o.agency_id = $2 and r.findings <> '{}'
order by r.received_at desc
limit $3
