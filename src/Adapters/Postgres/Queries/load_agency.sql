-- $1 agency: whether any network has it
select exists (select from agency where agency_id = $1)
