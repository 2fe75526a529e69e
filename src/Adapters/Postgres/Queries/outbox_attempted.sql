-- $1 network, $2 id, $3 milliseconds, $4 result
with counted as (
    update outbox set attempts = attempts + 1 where network_id = $1 and outbox_id = $2 returning network_id, outbox_id)
insert into outbox_attempt (network_id, outbox_id, at, took_ms, result)
select network_id, outbox_id, clock_timestamp(), $3, $4 from counted
