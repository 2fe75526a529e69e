-- $1 network, $2 refund, $3 at, $4 the gateway's number, $5 entry
update online_refund set sent_at = $3, gateway_number = $4, sent_entry_id = $5 where network_id = $1 and refund_id = $2
