-- $1 network, $2 id, $3 at, $4 happened, $5 agency, $6 partner, $7 service, $8 barcode, $9 card, $10 request, $11 where it is sent
insert into partner_news (network_id, news_id, at, happened_at, agency_id, partner, service, barcode, card_number, request_number, ship_to)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
