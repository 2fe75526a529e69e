-- $1 network, $2 scope, $3 key: the last answer to it, and whether its streams have moved on since
select c.occurrence, c.at, c.money, c.fingerprint, c.answer,
       exists (select from unnest(c.streams, c.versions) as then_at (stream, version)
               where version <> (select max(j.version) from journal j where j.network_id = $1 and j.stream = then_at.stream))
from command_log c
where c.network_id = $1 and c.scope = $2 and c.key = $3
order by c.occurrence desc
limit 1
