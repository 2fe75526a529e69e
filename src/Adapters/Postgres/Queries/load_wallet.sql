-- $1 network, $2 card number, $3 currency where the wallet is not there yet, balances, the database's own time, which decides what has expired,
-- the version, which is the lock of everything that moves its money, and money that is held, also what has expired
select r.reader_id, coalesce(w.currency, $3), coalesce(w.available_minor, 0), coalesce(w.held_minor, 0), r.created_at, w.authorised_at, w.chip_id, w.closed_at,
       clock_timestamp(),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'wallet/' || r.reader_id), 0),
       array(select row(h.hold_id, h.reader_id, h.terminal, h.terminal_group, h.reference, h.purpose, h.amount_minor, h.currency, h.placed_at,
                        h.expires_at, h.state, h.late_entry_id is not null)
             from money_hold h
             where h.network_id = $1 and h.reader_id = r.reader_id and h.state = 'open'
             order by h.placed_at, h.hold_id)
from card c
join reader r on r.network_id = c.network_id and r.reader_id = c.reader_id
left join wallet w on w.network_id = r.network_id and w.reader_id = r.reader_id
where c.network_id = $1 and c.card_number = $2
