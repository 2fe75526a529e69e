-- $1 network, $2 card number, $3 settled ones too: charges of the card's reader with all that was posted to them, the oldest first
select c.charge_number, c.agency_id, c.fee_type, c.assessed_at, c.settled_at, c.barcode, c.title_name, c.reference,
       e.at, e.reason, e.terminal, e.source, e.entry_id, p.amount_minor, p.currency, e.operator, e.note
from charge c
join posting p on p.network_id = c.network_id and p.charge_id = c.charge_id
join ledger_entry e on e.network_id = p.network_id and e.entry_id = p.entry_id
where c.network_id = $1 and ($3 or c.settled_at is null)
  and c.reader_id = (select k.reader_id from card k where k.network_id = $1 and k.card_number = $2)
order by c.assessed_at, c.charge_number, e.number, p.line
