-- $1 network, $2 loan, $3 where to
update loan set ship_to = $3::jsonb where network_id = $1 and loan_id = $2
