-- $1 network, $2 card number: what the card's reader has left as a deposit, minor units
select -coalesce(sum(p.amount_minor), 0)::bigint
from posting p
where p.network_id = $1 and p.account = 'deposit/' || (select c.reader_id from card c where c.network_id = $1 and c.card_number = $2)
