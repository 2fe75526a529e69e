-- $1 network, $2 agency, $3 name, $4 profiles
update agency set name = $3, profiles = $4 where network_id = $1 and agency_id = $2
