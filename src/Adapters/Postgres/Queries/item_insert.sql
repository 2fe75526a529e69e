-- $1 network, $2 item, $3 barcode, $4 agency, $5 title, $6 kind, $7 place, $8 status, $9 lent by, $10 return by, $11 not renewable
insert into item (network_id, item_id, barcode, agency_id, title_id, kind, permanent_location, current_location, status, lent_by, return_by, not_renewable)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)
