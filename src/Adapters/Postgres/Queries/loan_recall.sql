-- $1 network, $2 loan, $3 recalled at, $4 due, $5 where to send it
update loan set recalled_at = $3::timestamptz, due_at = $4, recall_to = $5::jsonb where network_id = $1 and loan_id = $2
