-- $1 network, $2 card number: money of the card's reader that is held, also what has expired
select h.hold_id, h.reader_id, h.terminal, h.terminal_group, h.reference, h.purpose, h.amount_minor, h.currency, h.placed_at, h.expires_at, h.state, h.late_entry_id is not null
from money_hold h
where h.network_id = $1 and h.state = 'open'
  and h.reader_id = (select c.reader_id from card c where c.network_id = $1 and c.card_number = $2)
order by h.placed_at, h.hold_id
