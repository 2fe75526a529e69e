-- $1 network, $2 agency that lent, $3 day, $4 its end, $5 how many, $6 and $7 due date and loan of the last one before: overdue loans whose fines
-- were not reckoned up to that day, with the versions of copy and reader
select l.loan_id, l.item_id, i.barcode, t.title_id, t.name, t.record_number, i.kind, l.reader_id, l.card_number, l.agency_id,
       l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned,
       l.accrued_minor, l.accrual_charge,
       r.category, r.level, r.language,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'item/' || l.item_id), 0),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'reader/' || l.reader_id), 0)
from (select * from loan o
      where o.network_id = $1 and o.agency_id = $2 and o.ended_at is null and o.due_at < $4 and (o.accrued_until is null or o.accrued_until < $3)
        and (o.due_at, o.loan_id) > ($6, $7)
      order by o.due_at, o.loan_id limit $5) l
join item i on i.network_id = l.network_id and i.item_id = l.item_id
join title t on t.network_id = i.network_id and t.title_id = i.title_id
join reader r on r.network_id = l.network_id and r.reader_id = l.reader_id
order by l.due_at, l.loan_id
