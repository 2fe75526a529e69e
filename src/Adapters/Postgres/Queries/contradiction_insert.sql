-- $1 network, $2 contradiction, $3 at, $4 agency, $5 terminal, $6 code, $7 message
insert into contradiction (network_id, contradiction_id, at, agency_id, terminal, code, message)
values ($1, $2, $3, $4, $5, $6, $7)
