-- $1 login
select network_id, login, agency_id, secret_hash, profile, location, agencies, permissions, addresses, enabled, certificates
from terminal where login = $1
