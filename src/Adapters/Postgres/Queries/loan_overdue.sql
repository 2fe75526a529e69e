-- $1 network, $2 loan, $3 the due date that has passed
update loan set overdue_noted = $3 where network_id = $1 and loan_id = $2
