-- $1 network, $2 barcode: open holds on the copy's title, in the order of the queue
select h.hold_id, h.reader_id, h.card_number, h.title_id, '', h.scope, h.item_id, h.pickup_location, h.placed_at, h.expires_at,
       h.state, h.captured_item_id, i.barcode, h.shelf_until, r.name,
       h.request_agency, h.request_number, h.request_type, h.needed_from, h.collect_by, h.ready_at, h.fee_minor, h.fee_currency, h.fee_paid
from hold h
join reader r on r.network_id = h.network_id and r.reader_id = h.reader_id
left join item i on i.network_id = h.network_id and i.item_id = h.captured_item_id
where h.network_id = $1 and h.state in ('waiting', 'in-transit', 'ready')
  and h.title_id = (select c.title_id from item c where c.network_id = $1 and c.barcode = $2 and c.withdrawn_at is null)
order by h.placed_at, h.hold_id
