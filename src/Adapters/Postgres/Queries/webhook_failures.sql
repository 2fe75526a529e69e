-- $1 network or null, $2 webhook or null, $3 most: messages that were not taken at the first attempt and wait, or were given up; the latest first
select o.network_id, o.destination, o.outbox_id, o.at, o.subject, o.about, o.attempts, f.at, f.result,
       case when o.answered_at is null then 'waits' else o.outcome end
from outbox o
left join lateral (select t.at, t.result from outbox_attempt t where t.network_id = o.network_id and t.outbox_id = o.outbox_id order by t.at desc limit 1) f on true
where o.kind = 'webhook' and ($1::text is null or o.network_id = $1) and ($2::text is null or o.destination = $2)
  and (o.answered_at is null and o.attempts > 0 or o.outcome <> 'done')
order by o.at desc
limit $3
