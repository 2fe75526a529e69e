-- $1 webhook, $2 agency, $3 further agencies, $4 address, $5 credentials ('' for none), $6 subscriptions, $7 permissions, $8 hidden, $9 its own secret
insert into webhook (network_id, webhook_id, agency_id, agencies, url, credentials, subscriptions, permissions, hidden, signing_secret)
select a.network_id, $1, a.agency_id, $3, $4, $5, $6, $7, $8, $9
from agency a
where a.agency_id = $2 and not exists (select from unnest($3::text[]) o (id) where not exists (select from agency b where b.network_id = a.network_id and b.agency_id = o.id))
on conflict do nothing
returning network_id
