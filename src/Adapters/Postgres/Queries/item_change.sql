-- $1 network, $2 item, $3 place, $4 note, $5 call number, $6 magnetic, $7 security marker
update item set permanent_location = $3, properties = $4, call_number = $5, magnetic = $6, security_marker = $7
where network_id = $1 and item_id = $2
