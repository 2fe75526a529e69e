-- $1 network, $2 day, $3 loans, $4 added, $5 charges
update loan l set accrued_until = $2, accrued_minor = l.accrued_minor + n.added, accrual_charge = coalesce(l.accrual_charge, n.charge)
from unnest($3::uuid[], $4::bigint[], $5::uuid[]) as n (loan, added, charge)
where l.network_id = $1 and l.loan_id = n.loan
