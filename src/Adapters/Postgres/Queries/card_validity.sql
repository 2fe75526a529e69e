-- $1 network, $2 card, $3 last day
update card set valid_until = $3 where network_id = $1 and card_number = $2 and valid_until is distinct from $3
