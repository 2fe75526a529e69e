-- $1 network, $2 alarm, $3 at, $4 agency, $5 terminal, $6 item, $7 barcode, $8 title
insert into alarm (network_id, alarm_id, at, agency_id, terminal, item_id, barcode, title_name)
values ($1, $2, $3, $4, $5, $6, $7, $8)
