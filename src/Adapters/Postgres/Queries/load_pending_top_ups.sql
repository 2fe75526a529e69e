-- $1 network, $2 card number: what the card's reader may still pay in over gateways
select coalesce(sum(o.amount_minor), 0)::bigint
from online_payment o
where o.network_id = $1 and o.purpose = 'top-up' and o.state = 'started'
  and o.reader_id = (select k.reader_id from card k where k.network_id = $1 and k.card_number = $2)
