-- $1 network, $2 card, $3 state
update card set state = $3 where network_id = $1 and card_number = $2
