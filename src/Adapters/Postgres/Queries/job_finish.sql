-- $1 network, $2 job, $3 agency, $4 day, $5 node, $6 at (null: it failed), $7 done, $8 error
update job_run set finished_at = $6, done = $7, error = $8 where network_id = $1 and job = $2 and agency_id = $3 and day = $4 and node = $5
