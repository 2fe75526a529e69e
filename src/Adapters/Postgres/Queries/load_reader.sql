-- $1 network, $2 card number, $3 whether versions are wanted
select r.reader_id, r.agency_id, r.category, r.level, r.name, r.language, r.birth_date, r.address, r.email, r.phone,
       r.pin_hash, r.pin_failures, r.pin_locked_until,
       c.card_number, c.agency_id, c.state, c.valid_until, c.blocked_by, c.blocked_at, c.block_message, c.card_retained,
       array(select m.agency_id from membership m where m.network_id = r.network_id and m.reader_id = r.reader_id order by m.agency_id),
       array(select m.state from membership m where m.network_id = r.network_id and m.reader_id = r.reader_id order by m.agency_id),
       case when $3 then coalesce((select max(j.version) from journal j
            where j.network_id = r.network_id and j.stream = 'reader/' || r.reader_id), 0) end,
       r.pin_must_change, r.addresses
from card c
join reader r on r.network_id = c.network_id and r.reader_id = c.reader_id
where c.network_id = $1 and c.card_number = $2
