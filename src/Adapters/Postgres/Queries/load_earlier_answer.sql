-- $1 network, $2 scope, $3 key
select answer from command_log where network_id = $1 and scope = $2 and key = $3 order by occurrence desc limit 1
