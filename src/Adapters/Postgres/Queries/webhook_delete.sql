-- $1 network or null, $2 webhook: there is none of that name any more; what waits for it is given up, and readers' notices that nobody else has or had
-- are kept again
with removed as (
    delete from webhook where webhook_id = $2 and ($1::text is null or network_id = $1) returning network_id, webhook_id),
dropped as (
    update outbox o set answered_at = clock_timestamp(), outcome = 'removed', body = ''
    from removed r
    where o.network_id = r.network_id and o.kind = 'webhook' and o.destination = r.webhook_id and o.answered_at is null
    returning o.network_id, o.subject, o.about, o.outbox_id),
kept as (
    update reader_notice n set handed_at = null
    from dropped d
    where d.subject = 'reader.notice' and n.network_id = d.network_id and n.notice_id::text = d.about and n.told_at is null
      and not exists (select from outbox w
                      where w.network_id = n.network_id and w.kind = 'webhook' and w.subject = 'reader.notice' and w.about = d.about
                        and w.outbox_id <> d.outbox_id and w.answered_at is null))
select count(*) from removed
