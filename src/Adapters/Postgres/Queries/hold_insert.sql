-- $1 network, $2 hold, $3 reader, $4 card, $5 agency, $6 title, $7 scope, $8 item, $9 pickup, $10 placed, $11 expires, $12 and $13 request
insert into hold (network_id, hold_id, reader_id, card_number, agency_id, title_id, scope, item_id, pickup_location, placed_at, expires_at, state,
                  request_agency, request_number)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, $13)
