-- $1 days: what was answered so long ago
with gone as (
    delete from outbox where answered_at < clock_timestamp() - make_interval(days => $1) returning network_id, outbox_id)
delete from outbox_attempt a using gone where a.network_id = gone.network_id and a.outbox_id = gone.outbox_id
