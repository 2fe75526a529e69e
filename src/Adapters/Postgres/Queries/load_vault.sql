-- $1 network, $2 terminal: what the books say is in it, and the version of its stream
select coalesce((select sum(p.amount_minor) from posting p where p.network_id = $1 and p.account = 'cash/' || $2), 0)::bigint,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'vault/' || $2), 0)
