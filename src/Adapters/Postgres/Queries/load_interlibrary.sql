-- $1 network, $2 agency or null, $3 and $4 number, $5 copy, $6 whether versions are wanted, $7 whether ended ones count: the loan of
-- that number, or the open one of that copy, else the last one
select x.interlibrary_id, x.agency_id, x.partner_id, x.role, x.request_agency, x.request_number, x.request_type, x.state, x.card_number,
       x.record_number, x.title_name, x.author, x.barcode, x.pickup_location, x.requested_at, x.shipped_at, x.received_at, x.return_by, x.not_renewable,
       x.returning_at, x.remark,
       case when $6 then coalesce((select max(j.version) from journal j
            where j.network_id = $1 and j.stream = 'interlibrary/' || x.interlibrary_id), 0) end,
       x.ship_to, x.note
from interlibrary_loan x
where x.network_id = $1 and x.interlibrary_id = coalesce(
    (select n.interlibrary_id from interlibrary_loan n
     where n.network_id = $1 and n.agency_id = $2::text and n.request_number = $4::text and ($3::text = '' or n.request_agency in ('', $3::text))
     order by n.requested_at desc limit 1),
    (select c.interlibrary_id from interlibrary_loan c
     where c.network_id = $1 and c.barcode = $5::text and (c.ended_at is null or $7) and $4::text is null and ($2::text is null or c.agency_id = $2::text)
     order by c.ended_at is not null, c.requested_at desc limit 1))
