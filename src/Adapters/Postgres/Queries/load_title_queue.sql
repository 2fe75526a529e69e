-- $1 network, $2 record number or name (null where a barcode is named), $3 barcode: open holds on the title
select h.hold_id, h.reader_id, h.card_number, h.title_id, '', h.scope, h.item_id, h.pickup_location, h.placed_at, h.expires_at,
       h.state, h.captured_item_id, null::text, h.shelf_until, null::text,
       h.request_agency, h.request_number, h.request_type, h.needed_from, h.collect_by, h.ready_at, h.fee_minor, h.fee_currency, h.fee_paid
from hold h
where h.network_id = $1 and h.state in ('waiting', 'in-transit', 'ready')
  and h.title_id = coalesce(
      (select i.title_id from item i where i.network_id = $1 and i.barcode = $3 and i.withdrawn_at is null),
      (select n.title_id from title n where n.network_id = $1 and n.record_number = $2),
      (select n.title_id from title n where n.network_id = $1 and n.name = $2 order by n.record_number limit 1))
order by h.placed_at, h.hold_id
