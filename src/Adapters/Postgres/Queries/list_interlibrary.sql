-- $1 agency or null, $2 whether ended ones too, $3 how many, $4 number or null: the oldest first
select x.interlibrary_id, x.agency_id, x.partner_id, x.role, x.request_agency, x.request_number, x.request_type, x.state, x.card_number,
       x.record_number, x.title_name, x.author, x.barcode, x.pickup_location, x.requested_at, x.shipped_at, x.received_at, x.return_by, x.not_renewable,
       x.returning_at, x.remark, x.note
from interlibrary_loan x
where ($1::text is null or x.agency_id = $1) and ($2 or x.ended_at is null) and ($4::text is null or x.request_number = $4)
order by x.requested_at, x.interlibrary_id
limit $3
