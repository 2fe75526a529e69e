-- $1 network, $2 kind, $3 destination
insert into outbox_destination (network_id, kind, destination, next_at)
values ($1, $2, $3, clock_timestamp())
on conflict do nothing
