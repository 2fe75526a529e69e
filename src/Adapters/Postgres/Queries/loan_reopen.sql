-- $1 network, $2 loan
update loan set ended_at = null, ending = null where network_id = $1 and loan_id = $2
