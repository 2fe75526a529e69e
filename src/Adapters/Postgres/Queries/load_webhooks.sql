select network_id, webhook_id, agency_id, agencies, url, credentials, subscriptions, permissions, hidden, enabled, stopped_at, signing_secret
from webhook
order by network_id, webhook_id
