-- $1 network, $2 loan, $3 due, $4 renewals
update loan set due_at = $3, renewals = $4 where network_id = $1 and loan_id = $2
