-- Whoever comes next waits; the filling may take longer than a transaction may usually stand idle
select pg_advisory_xact_lock(5016002012), set_config('idle_in_transaction_session_timeout', '0', true)
