-- $1 network, $2 loan
update loan set claimed_returned = true where network_id = $1 and loan_id = $2
