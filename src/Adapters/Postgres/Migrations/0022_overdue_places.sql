-- A night over many overdue loans goes from place to place in the order of due dates.
drop index loans_overdue;
create index loans_overdue on loan (network_id, agency_id, due_at, loan_id) where ended_at is null;
