-- $1 network, $2 card number, $3 whether old cards are wanted: open loans, holds and charges of the card's reader, each an array of records (what
-- remains of a charge is the sum of its postings), and her cards that were replaced, newest first
select
  array(select row(l.loan_id, l.item_id, i.barcode, t.title_id, t.name, t.record_number, i.kind, l.reader_id, l.card_number, l.agency_id,
                   l.checked_out_at, l.due_at, l.renewals, l.recalled_at, l.claimed_returned, i.return_by, i.not_renewable)
        from loan l
        join item i on i.network_id = $1 and i.item_id = l.item_id
        join title t on t.network_id = $1 and t.title_id = i.title_id
        where l.network_id = $1 and l.reader_id = c.reader_id and l.ended_at is null
        order by l.due_at, l.loan_id),
  array(select row(h.hold_id, h.reader_id, h.card_number, h.title_id, t.name, h.scope, h.item_id, h.pickup_location, h.placed_at, h.expires_at,
                   h.state, h.captured_item_id, i.barcode, h.shelf_until, null::text, h.request_agency, h.request_number, h.request_type, h.needed_from, h.collect_by, h.ready_at, h.fee_minor, h.fee_currency, h.fee_paid,
                   case when h.state = 'waiting' then (select count(*)::int from hold o
                        where o.network_id = $1 and o.title_id = h.title_id and o.state = 'waiting'
                          and (o.placed_at, o.hold_id) <= (h.placed_at, h.hold_id)) end,
                   null::text, null::text, t.record_number)
        from hold h
        join title t on t.network_id = $1 and t.title_id = h.title_id
        left join item i on i.network_id = $1 and i.item_id = h.captured_item_id
        where h.network_id = $1 and h.reader_id = c.reader_id and h.state in ('waiting', 'in-transit', 'ready')
        order by h.placed_at, h.hold_id),
  array(select row(d.charge_id, d.charge_number, d.agency_id, d.fee_type, d.assessed_at, d.barcode, d.title_name, p.currency, p.remaining, d.reference)
        from charge d,
             lateral (select min(x.currency) as currency, sum(x.amount_minor)::bigint as remaining
                      from posting x where x.network_id = $1 and x.charge_id = d.charge_id) p
        where d.network_id = $1 and d.reader_id = c.reader_id and d.settled_at is null and p.currency is not null
        order by d.assessed_at, d.charge_number),
  case when $3 then array(select o.card_number from card o
        where o.network_id = $1 and o.reader_id = c.reader_id and o.card_number <> c.card_number and o.state = 'superseded'
        order by o.issued_at desc, o.card_number) end
from card c
where c.network_id = $1 and c.card_number = $2
