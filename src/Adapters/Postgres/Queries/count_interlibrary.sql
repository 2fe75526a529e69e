-- $1 network, $2 agency, $3 partner: open loans between them
select count(*)::int from interlibrary_loan where network_id = $1 and agency_id = $2 and partner_id = $3 and ended_at is null
