-- $1 network, $2 webhook, $3 why: it is told nothing until staff resume it; what waits for it is given up, and readers' notices that nobody else
-- has or had are kept again
with stopped as (
    update webhook set stopped_at = coalesce(stopped_at, clock_timestamp()), stopped_why = $3
    where network_id = $1 and webhook_id = $2
    returning network_id, webhook_id),
dropped as (
    update outbox o set answered_at = clock_timestamp(), outcome = 'stopped', body = ''
    from stopped s
    where o.network_id = s.network_id and o.kind = 'webhook' and o.destination = s.webhook_id and o.answered_at is null
    returning o.network_id, o.subject, o.about, o.outbox_id)
update reader_notice n set handed_at = null
from dropped d
where d.subject = 'reader.notice' and n.network_id = d.network_id and n.notice_id::text = d.about and n.told_at is null
  and not exists (select from outbox w
                  where w.network_id = n.network_id and w.kind = 'webhook' and w.subject = 'reader.notice' and w.about = d.about
                    and w.outbox_id <> d.outbox_id and w.answered_at is null)
