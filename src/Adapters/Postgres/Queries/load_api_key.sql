-- $1 open part of the key
select network_id, key_id, agency_id, secret_hash, permissions, location, rate from api_key where key_id = $1 and revoked_at is null
