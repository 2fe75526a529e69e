-- $1 network, $2 scope, $3 key, $4 at, $5 agency, $6 terminal, $7 command
insert into suspected_repeat (network_id, scope, key, at, agency_id, terminal, command) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
