-- $1 network, $2 payment: the fees that it paid, in the order in which it paid them
select c.charge_number, c.fee_type, c.agency_id, -p.amount_minor, p.currency
from online_receipt r
join posting p on p.network_id = r.network_id and p.entry_id = r.entry_id and p.charge_id is not null
join charge c on c.network_id = p.network_id and c.charge_id = p.charge_id
where r.network_id = $1 and r.payment_id = $2
order by r.received_at, p.line
