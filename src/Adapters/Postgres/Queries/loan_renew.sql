-- $1 network, $2 loan, $3 due, $4 renewals; fines accrue anew from the new due date
update loan set due_at = $3, renewals = $4, renewed_accrued_minor = accrued_minor, renewed_accrual_charge = accrual_charge,
       accrued_minor = 0, accrued_until = null, accrual_charge = null
where network_id = $1 and loan_id = $2
