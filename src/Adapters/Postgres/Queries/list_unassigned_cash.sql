-- $1 network, $2 most rows: what machines have kept and nobody has claimed, the oldest first
select u.terminal, u.reference, u.amount_minor, u.currency, u.why, u.taken_at
from unassigned_cash u
where u.network_id = $1 and u.settled_at is null
order by u.taken_at
limit $2
