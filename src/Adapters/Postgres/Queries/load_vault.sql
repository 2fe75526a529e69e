-- $1 network, $2 terminal: what the books say is in it, the version of its stream, and whose machine, program or partner it is
select coalesce((select sum(p.amount_minor) from posting p where p.network_id = $1 and p.account = 'cash/' || $2), 0)::bigint,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'vault/' || $2), 0),
       array(select t.agency_id from terminal t where t.network_id = $1 and t.login = $2
             union all select k.agency_id from api_key k where k.network_id = $1 and 'api/' || k.key_id = $2
             union all select r.agency_id from partner r where r.network_id = $1 and 'ncip/' || r.partner_id = $2)
