-- $1 network, $2 payment, $3 at
update online_payment set asked_at = $3 where network_id = $1 and payment_id = $2
