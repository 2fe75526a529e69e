-- $1 network, $2 card, $3 by, $4 at, $5 message, $6 retained (all null: lifted)
update card set blocked_by = $3, blocked_at = $4, block_message = $5, card_retained = $6 where network_id = $1 and card_number = $2
