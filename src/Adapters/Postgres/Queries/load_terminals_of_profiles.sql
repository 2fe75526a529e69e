-- $1 profiles: terminals that are known by where they come from or by a certificate
select network_id, login, agency_id, secret_hash, profile, location, agencies, permissions, addresses, enabled, certificates
from terminal where profile = any($1) and enabled and (addresses <> '{}' or certificates <> '{}')
order by login
limit 10000
