-- $1 network, $2 id, $3 at, $4 due, $5 reader, $6 agency, $7 partner, $8 kind, $9 text, $10 barcode
insert into reader_notice (network_id, notice_id, at, due_at, reader_id, agency_id, partner, kind, body, barcode)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
