-- $1 network, $2 job, $3 agency, $4 day, $5 node, $6 at, $7 a claim older than this is of a node that died: who gets a row runs it
insert into job_run (network_id, job, agency_id, day, node, started_at) values ($1, $2, $3, $4, $5, $6)
on conflict (network_id, job, agency_id, day) do update set node = $5, started_at = $6, error = null
where job_run.finished_at is null and (job_run.error is not null or job_run.started_at < $7)
returning day
