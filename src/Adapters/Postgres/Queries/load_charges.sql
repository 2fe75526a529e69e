-- $1 network, $2 card number: open charges of the card's reader; what remains is the sum of the postings
select c.charge_id, c.charge_number, c.agency_id, c.fee_type, c.assessed_at, c.barcode, c.title_name, p.currency, sum(p.amount_minor)::bigint, c.reference
from charge c
join posting p on p.network_id = c.network_id and p.charge_id = c.charge_id
where c.network_id = $1 and c.settled_at is null
  and c.reader_id = (select k.reader_id from card k where k.network_id = $1 and k.card_number = $2)
group by c.charge_id, c.charge_number, c.agency_id, c.fee_type, c.assessed_at, c.barcode, c.title_name, c.reference, p.currency
order by c.assessed_at, c.charge_number
