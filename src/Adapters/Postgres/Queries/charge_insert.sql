-- $1 network, $2 charge, $3 reader, $4 agency, $5 fee type, $6 item, $7 loan, $8 barcode, $9 title, $10 assessed, $11 number of its sender
insert into charge (network_id, charge_id, reader_id, agency_id, fee_type, item_id, loan_id, barcode, title_name, assessed_at, reference)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
