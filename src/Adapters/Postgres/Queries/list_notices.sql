-- $1 agency or null, $2 how many: readers' notices that were not told yet, the oldest first; nothing of what they say
select n.notice_id, n.due_at, n.agency_id, n.partner, n.kind, n.barcode, n.handed_at,
       exists (select from webhook w
               where w.network_id = n.network_id and (w.agency_id = n.agency_id or n.agency_id = any (w.agencies)) and 'reader.notice' = any (w.subscriptions)
                 and w.enabled and w.stopped_at is null),
       (select o.outcome from outbox o
        where o.network_id = n.network_id and o.subject = 'reader.notice' and o.about = n.notice_id::text
        order by o.answered_at is not null, o.seq desc limit 1)
from reader_notice n
where n.told_at is null and ($1::text is null or n.agency_id = $1)
order by n.due_at, n.notice_id
limit $2
