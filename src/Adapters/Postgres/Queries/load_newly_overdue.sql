-- $1 network, $2 agency that lent, $3 after, $4 until, $5 how many: open loans that fell due in that time and were not noted, with the version
-- of the agency's notes
select l.loan_id, l.item_id, i.barcode, t.title_id, t.name, t.record_number, i.kind, l.reader_id, l.card_number, l.agency_id,
       l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'overdue/' || $2), 0)
from loan l
join item i on i.network_id = l.network_id and i.item_id = l.item_id
join title t on t.network_id = i.network_id and t.title_id = i.title_id
where l.network_id = $1 and l.agency_id = $2 and l.ended_at is null and l.due_at > $3 and l.due_at <= $4 and l.overdue_noted is distinct from l.due_at
order by l.due_at, l.loan_id
limit $5
