-- $1 network, $2 now, $3 most: copies that wait on the hold shelf for nobody any more
select h.agency_id, i.barcode, h.hold_id
from hold h
join item i on i.network_id = h.network_id and i.item_id = h.captured_item_id
where h.network_id = $1 and h.state = 'ready' and h.shelf_until < $2
order by h.shelf_until
limit $3
