-- $1 network, $2 now, $3 most: wallets with holds that have expired, each with a card of its reader and the agency that held
select h.agency_id, h.currency, (select c.card_number from card c where c.network_id = $1 and c.reader_id = h.reader_id order by c.issued_at desc limit 1)
from money_hold h
where h.network_id = $1 and h.state = 'open' and h.expires_at <= $2
group by h.agency_id, h.currency, h.reader_id
limit $3
