select a.network_id, a.agency_id, a.name, a.library,
       array(select l.location from location l where l.network_id = a.network_id and l.agency_id = a.agency_id order by l.position),
       array(select l.name from location l where l.network_id = a.network_id and l.agency_id = a.agency_id order by l.position),
       a.profiles,
       array(select d.role from agency_address d where d.network_id = a.network_id and d.agency_id = a.agency_id order by d.role, d.kind, d.data),
       array(select d.kind from agency_address d where d.network_id = a.network_id and d.agency_id = a.agency_id order by d.role, d.kind, d.data),
       array(select d.data from agency_address d where d.network_id = a.network_id and d.agency_id = a.agency_id order by d.role, d.kind, d.data)
from agency a
order by a.network_id, a.agency_id
