-- $1 network, $2 id, $3 agency, $4 partner, $5 role, $6 and $7 number, $8 type, $9 state, $10 card, $11 record, $12 title, $13 author, $14 copy, $15 place, $16 at
insert into interlibrary_loan (network_id, interlibrary_id, agency_id, partner_id, role, request_agency, request_number, request_type, state, card_number,
                               record_number, title_name, author, barcode, pickup_location, requested_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
