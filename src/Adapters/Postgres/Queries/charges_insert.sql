-- $1 network, $2 agency, $3 fee type, $4 assessed, $5 charges, $6 readers, $7 items, $8 loans, $9 barcodes, $10 titles
insert into charge (network_id, charge_id, reader_id, agency_id, fee_type, item_id, loan_id, barcode, title_name, assessed_at)
select $1, n.charge, n.reader, $2, $3, n.item, n.loan, n.barcode, n.title, $4
from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[]) as n (charge, reader, item, loan, barcode, title)
