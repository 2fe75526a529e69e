-- $1 network, $2 record numbers, $3 barcodes: open holds on their titles, in the order of each queue
select h.hold_id, h.reader_id, h.card_number, h.title_id, '', h.scope, h.item_id, h.pickup_location, h.placed_at, h.expires_at,
       h.state, h.captured_item_id, null::text, h.shelf_until, null::text,
       h.request_agency, h.request_number, h.request_type, h.needed_from, h.collect_by, h.ready_at, h.fee_minor, h.fee_currency, h.fee_paid
from hold h
where h.network_id = $1 and h.state in ('waiting', 'in-transit', 'ready')
  and h.title_id in (select n.title_id from title n where n.network_id = $1 and n.record_number = any($2)
                     union select c.title_id from item c where c.network_id = $1 and c.barcode = any($3) and c.withdrawn_at is null)
order by h.placed_at, h.hold_id
