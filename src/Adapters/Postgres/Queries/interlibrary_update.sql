-- $1 network, $2 id, $3 state, $4 copy, $5 title, $6 author, $7 shipped, $8 received, $9 return by, $10 not renewable, $11 returning, $12 ended, $13 remark, $14 note
update interlibrary_loan
set state = $3, barcode = $4, title_name = $5, author = $6, shipped_at = $7, received_at = $8, return_by = $9, not_renewable = $10, returning_at = $11,
    ended_at = $12, remark = $13, note = $14
where network_id = $1 and interlibrary_id = $2
