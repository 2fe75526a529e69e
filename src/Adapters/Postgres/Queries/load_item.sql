-- $1 network, $2 barcode, $3 whether versions are wanted
select i.item_id, i.barcode, i.agency_id, i.kind, i.permanent_location, i.current_location, i.status, i.properties, i.call_number,
       i.collection, i.magnetic, i.security_marker,
       t.title_id, t.record_number, t.name, t.author, t.media_type,
       l.loan_id, l.reader_id, l.card_number, l.agency_id, l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned,
       r.category, r.level, r.language,
       case when $3 then coalesce((select max(j.version) from journal j
            where j.network_id = $1 and j.stream = 'item/' || i.item_id), 0) end,
       case when $3 then coalesce((select max(j.version) from journal j
            where j.network_id = $1 and j.stream = 'title/' || t.title_id), 0) end,
       case when $3 and l.reader_id is not null then coalesce((select max(j.version) from journal j
            where j.network_id = $1 and j.stream = 'reader/' || l.reader_id), 0) end,
       i.lent_by, i.return_by, i.not_renewable,
       l.accrued_minor, l.accrual_charge,
       t.resource, i.copy_number, i.part, i.pieces, i.restrictions,
       null::text, l.recall_to
from item i
join title t on t.network_id = i.network_id and t.title_id = i.title_id
left join loan l on l.network_id = i.network_id and l.item_id = i.item_id and l.ended_at is null
left join reader r on r.network_id = l.network_id and r.reader_id = l.reader_id
where i.network_id = $1 and i.barcode = $2 and i.withdrawn_at is null
