-- all, with what waits for each
select w.network_id, w.webhook_id, w.agency_id, w.url, w.subscriptions, w.enabled, w.stopped_at, w.stopped_why,
       (select count(*) from outbox o
        where o.network_id = w.network_id and o.kind = 'webhook' and o.destination = w.webhook_id and o.answered_at is null),
       d.last_error
from webhook w
left join outbox_destination d on d.network_id = w.network_id and d.kind = 'webhook' and d.destination = w.webhook_id
order by w.network_id, w.webhook_id
