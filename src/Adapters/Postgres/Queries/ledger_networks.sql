select network_id from network order by network_id
