-- $1 network or null, $2 webhook: it is told nothing of what happens from now on; what waits for it goes on waiting
update webhook set enabled = false where webhook_id = $2 and enabled and ($1::text is null or network_id = $1)
