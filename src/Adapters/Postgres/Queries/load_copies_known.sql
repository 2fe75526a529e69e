-- $1 network, $2 record numbers, $3 barcodes, $4 record@agency (none: any agency): which of them have a copy
select distinct t.record_number, i.agency_id, case when i.barcode = any($3) then i.barcode end
from item i
join title t on t.network_id = i.network_id and t.title_id = i.title_id
where i.network_id = $1 and i.withdrawn_at is null
  and (t.record_number = any($2) and ($4::text[] = '{}' or t.record_number || '@' || i.agency_id = any($4)) or i.barcode = any($3))
