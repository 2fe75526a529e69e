-- $1 network, $2 record numbers, $3 barcodes, $4 how many, $5 how many before, $6 record@agency (none: any agency)
select i.item_id, i.barcode, i.agency_id, i.kind, i.permanent_location, i.current_location, i.status, i.properties, i.call_number,
       i.collection, i.magnetic, i.security_marker,
       t.title_id, t.record_number, t.name, t.author, t.media_type,
       l.loan_id, l.reader_id, l.card_number, l.agency_id, l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned,
       r.category, r.level, r.language,
       null::int, null::int, null::int,
       i.lent_by, i.return_by, i.not_renewable,
       l.accrued_minor, l.accrual_charge,
       t.resource, i.copy_number, i.part, i.pieces, i.restrictions,
       s.summary
from item i
join title t on t.network_id = i.network_id and t.title_id = i.title_id
left join loan l on l.network_id = i.network_id and l.item_id = i.item_id and l.ended_at is null
left join reader r on r.network_id = l.network_id and r.reader_id = l.reader_id
left join title_summary s on s.network_id = i.network_id and s.title_id = i.title_id and s.agency_id = i.agency_id
where i.network_id = $1 and i.withdrawn_at is null and (t.record_number = any($2) and ($6::text[] = '{}' or t.record_number || '@' || i.agency_id = any($6)) or i.barcode = any($3))
order by t.record_number, i.barcode
limit $4 offset $5
