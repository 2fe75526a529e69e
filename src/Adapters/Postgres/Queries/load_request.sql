-- $1 network, $2 request number, $3 who gave it (empty: anybody), $4 our own number: the hold, an open one first
select h.hold_id, h.reader_id, h.card_number, h.title_id, t.name, h.scope, h.item_id, h.pickup_location, h.placed_at, h.expires_at,
       h.state, h.captured_item_id, i.barcode, h.shelf_until, null::text,
       h.request_agency, h.request_number, h.request_type, h.needed_from, h.collect_by, h.ready_at, h.fee_minor, h.fee_currency, h.fee_paid,
       case when h.state = 'waiting' then (select count(*)::int from hold o
            where o.network_id = h.network_id and o.title_id = h.title_id and o.state = 'waiting'
              and (o.placed_at, o.hold_id) <= (h.placed_at, h.hold_id)) end,
       (select a.barcode from item a where a.network_id = h.network_id and a.title_id = h.title_id and a.withdrawn_at is null
        order by a.item_id is distinct from h.item_id, a.barcode limit 1),
       h.ship_to
from hold h
join title t on t.network_id = h.network_id and t.title_id = h.title_id
left join item i on i.network_id = h.network_id and i.item_id = h.captured_item_id
where h.network_id = $1
  and (h.request_number = $2 and ($3 = '' or h.request_agency in ('', $3)) or h.hold_id = $4::uuid)
order by h.state in ('waiting', 'in-transit', 'ready') desc, h.placed_at desc
limit 1
