-- $1 network, $2 hold, $3 reader, $4 card, $5 agency, $6 title, $7 scope, $8 item, $9 pickup, $10 placed, $11 expires, $12 and $13 request, $14 its type,
-- $15 needed from, $16 collected by, $17 and $18 fee, $19 whether it was paid where it was asked for
insert into hold (network_id, hold_id, reader_id, card_number, agency_id, title_id, scope, item_id, pickup_location, placed_at, expires_at, state,
                  request_agency, request_number, request_type, needed_from, collect_by, fee_minor, fee_currency, fee_paid)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, $13, $14, $15, $16, $17, $18, $19)
