-- $1 network, $2 item, $3 place, $4 note, $5 call number, $6 magnetic, $7 security marker, $8 copy number, $9 part, $10 pieces, $11 restrictions, $12 not renewable
update item set permanent_location = $3, properties = $4, call_number = $5, magnetic = $6, security_marker = $7,
       copy_number = $8, part = $9, pieces = $10::int, restrictions = $11::text[], not_renewable = $12
where network_id = $1 and item_id = $2
