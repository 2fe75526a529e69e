-- $1 network, $2 barcode: the copy's last loans that have ended, with the entry of an overdue fine on which nothing was paid and the
-- version of the reader who might be paying it just now
select l.loan_id, l.item_id, i.barcode, t.title_id, t.name, t.record_number, i.kind, l.reader_id, l.card_number, l.agency_id,
       l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned,
       r.category, r.level, r.language, l.ended_at,
       (select min(p.entry_id::text)::uuid from charge c
        join posting p on p.network_id = c.network_id and p.charge_id = c.charge_id
        where c.network_id = l.network_id and c.reader_id = l.reader_id and c.loan_id = l.loan_id and c.fee_type = '04' and c.settled_at is null
        having count(*) = 1),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'reader/' || l.reader_id), 0)
from (select * from loan p
      where p.network_id = $1 and p.ending in ('returned') and p.item_id = (select i.item_id from item i where i.network_id = $1 and i.barcode = $2 and i.withdrawn_at is null)
      order by p.ended_at desc limit 20) l
join item i on i.network_id = l.network_id and i.item_id = l.item_id
join title t on t.network_id = i.network_id and t.title_id = i.title_id
join reader r on r.network_id = l.network_id and r.reader_id = l.reader_id
order by l.ended_at
