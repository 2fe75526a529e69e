select a.network_id, a.agency_id, a.name, a.library,
       array(select l.location from location l where l.network_id = a.network_id and l.agency_id = a.agency_id order by l.position)
from agency a
order by a.network_id, a.agency_id
