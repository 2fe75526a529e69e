-- $1 key, $2 agency, $3 name, $4 hash of its secret, $5 permissions, $6 at, $7 requests a second
insert into api_key (network_id, key_id, agency_id, name, secret_hash, permissions, location, created_at, rate)
select a.network_id, $1, a.agency_id, $3, $4, $5, (select l.location from location l where l.network_id = a.network_id and l.agency_id = a.agency_id order by l.position limit 1), $6, $7
from agency a where a.agency_id = $2
