-- $1 network, $2 id, $3 at, $4 kind, $5 destination, $6 subject, $7 about, $8 body
insert into outbox (network_id, outbox_id, at, kind, destination, subject, about, body)
values ($1, $2, $3, $4, $5, $6, $7, $8)
