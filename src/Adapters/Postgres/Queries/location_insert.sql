-- $1 network, $2 place, $3 agency, $4 name: its main place
insert into location (network_id, location, agency_id, name, position) values ($1, $2, $3, $4, 0)
