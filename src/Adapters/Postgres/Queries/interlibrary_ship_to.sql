-- $1 network, $2 loan, $3 where to
update interlibrary_loan set ship_to = $3::jsonb where network_id = $1 and interlibrary_id = $2
