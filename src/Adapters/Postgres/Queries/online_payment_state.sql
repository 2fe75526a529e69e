-- $1 network, $2 payment, $3 state
update online_payment set state = $3 where network_id = $1 and payment_id = $2
