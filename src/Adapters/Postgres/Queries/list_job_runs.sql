-- $1 job (null: all), $2 most rows: the latest first
select network_id, job, agency_id, day, node, started_at, finished_at, done, error
from job_run
where $1::text is null or job = $1
order by started_at desc
limit $2
