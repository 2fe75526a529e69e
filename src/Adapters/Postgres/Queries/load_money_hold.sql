-- $1 network, $2 number given by a machine, $3 our number (null where it can be none): holds that go by it, the latest first
select h.hold_id, h.reader_id, h.terminal, h.terminal_group, h.reference, h.purpose, h.amount_minor, h.currency, h.placed_at, h.expires_at, h.state, h.late_entry_id is not null
from money_hold h
where h.network_id = $1 and (h.reference = $2 or h.hold_id = $3::uuid)
order by h.placed_at desc
limit 20
