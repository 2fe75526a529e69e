-- $1 network, $2 agency, $3 day, $4 number, $5 entry, $6 operator, $7 at
insert into receipt (network_id, agency_id, day, number, entry_id, operator, issued_at) values ($1, $2, $3, $4, $5, $6, $7)
