-- $1 network, $2 refund
update online_refund set tries = tries + 1 where network_id = $1 and refund_id = $2 and sent_at is null
