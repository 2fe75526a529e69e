-- $1 network, $2 card number: open loans of the card's reader
select l.loan_id, l.item_id, i.barcode, t.title_id, t.name, t.record_number, i.kind, l.reader_id, l.card_number, l.agency_id,
       l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned, i.return_by, i.not_renewable
from loan l
join item i on i.network_id = l.network_id and i.item_id = l.item_id
join title t on t.network_id = i.network_id and t.title_id = i.title_id
where l.network_id = $1 and l.ended_at is null
  and l.reader_id = (select c.reader_id from card c where c.network_id = $1 and c.card_number = $2)
order by l.due_at, l.loan_id
