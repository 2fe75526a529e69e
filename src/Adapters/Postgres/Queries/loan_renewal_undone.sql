-- $1 network, $2 loan, $3 due, $4 renewals: what had accrued before the renewal counts again, with what has accrued since
update loan set due_at = $3, renewals = $4, accrued_minor = accrued_minor + renewed_accrued_minor, accrued_until = null,
       accrual_charge = coalesce(renewed_accrual_charge, accrual_charge), renewed_accrued_minor = 0, renewed_accrual_charge = null
where network_id = $1 and loan_id = $2
