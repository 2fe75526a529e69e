-- $1 network, $2 barcode
select i.price_minor, i.bought_on, t.isbn
from item i
join title t on t.network_id = i.network_id and t.title_id = i.title_id
where i.network_id = $1 and i.barcode = $2
