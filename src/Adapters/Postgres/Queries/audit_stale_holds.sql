-- $1 network, $2 now: money that is held a day beyond its expiry: the job that releases it has stopped
select 'hold ' || hold_id || ' of ' || terminal || ' expired at ' || to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') || ' and is open still'
from money_hold
where network_id = $1 and state = 'open' and expires_at < $2 - interval '1 day'
order by expires_at
limit 100
