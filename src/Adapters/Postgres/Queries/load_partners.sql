select network_id, agency_id, partner_id, version, transport, secret_hash, location, agencies, services, hidden, permissions, addresses, habits, enabled,
       token_hash, certificates, profiles, item_kind, category,
       reach, credentials, subscriptions, interlibrary::text, signed_with, brokers
from partner
order by network_id, agency_id, partner_id
