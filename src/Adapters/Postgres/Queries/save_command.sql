-- $1 network, $2 scope, $3 key, $4 occurrence, $5 at, $6 money, $7 fingerprint, $8 streams, $9 versions, $10 answer
insert into command_log (network_id, scope, key, occurrence, at, money, fingerprint, streams, versions, answer)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
