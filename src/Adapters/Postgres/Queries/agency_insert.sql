-- $1 network, $2 agency, $3 name, $4 library file, $5 profiles
insert into agency (network_id, agency_id, name, library, profiles) values ($1, $2, $3, $4, $5)
