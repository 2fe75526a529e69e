-- $1 network, $2 loan, $3 ended at, $4 ending
update loan set ended_at = $3, ending = $4 where network_id = $1 and loan_id = $2
