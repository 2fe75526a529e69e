-- $1 network, $2 loan, $3 item, $4 reader, $5 card, $6 agency, $7 checked out, $8 due, $9 ended (null: open)
insert into loan (network_id, loan_id, item_id, reader_id, card_number, agency_id, checked_out_at, due_at, ended_at, ending)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9::timestamptz is not null then 'returned' end)
