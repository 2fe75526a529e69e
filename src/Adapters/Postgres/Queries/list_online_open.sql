-- $1 network, $2 begun before, $3 last asked before, $4 most rows: payments whose notification has not come, the one asked longest ago first
select payment_id, agency_id, card_number, gateway, expires_at
from online_payment
where network_id = $1 and state = 'started' and started_at < $2 and (asked_at is null or asked_at < $3)
order by asked_at nulls first, started_at
limit $4
