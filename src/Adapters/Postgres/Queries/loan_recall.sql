-- $1 network, $2 loan, $3 recalled at, $4 due
update loan set recalled_at = $3::timestamptz, due_at = $4 where network_id = $1 and loan_id = $2
