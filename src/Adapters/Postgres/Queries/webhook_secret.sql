-- $1 network or null, $2 webhook, $3 its own secret from now on
update webhook set signing_secret = $3 where webhook_id = $2 and ($1::text is null or network_id = $1)
