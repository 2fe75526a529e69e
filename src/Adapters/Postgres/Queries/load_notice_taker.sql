-- $1 network, $2 agency: whether anybody tells its readers
select exists (select from webhook
               where network_id = $1 and (agency_id = $2 or $2 = any (agencies)) and 'reader.notice' = any (subscriptions) and enabled and stopped_at is null)
