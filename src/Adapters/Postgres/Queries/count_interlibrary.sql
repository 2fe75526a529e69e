-- $1 network, $2 agency, $3 partner, $4 card, $5 role: open loans between them, and what of them is for that card
select count(*)::int,
       coalesce(array_agg(record_number) filter (where card_number = $4 and role = $5 and record_number is not null), '{}'),
       coalesce(array_agg(barcode) filter (where card_number = $4 and role = $5 and barcode is not null), '{}')
from interlibrary_loan
where network_id = $1 and agency_id = $2 and partner_id = $3 and ended_at is null
