-- $1 network, $2 terminal, $3 number on its slip: cash that is nobody's yet, and the version of its stream
select u.entry_id, u.amount_minor, u.currency,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'slip/' || u.entry_id), 0)
from unassigned_cash u
where u.network_id = $1 and u.terminal = $2 and u.reference = $3 and u.settled_at is null
order by u.taken_at
limit 1
