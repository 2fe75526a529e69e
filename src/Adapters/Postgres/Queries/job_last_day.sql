-- $1 network, $2 job, $3 agency: the last day up to which every day was run
select max(day) from job_run where network_id = $1 and job = $2 and agency_id = $3 and finished_at is not null
