-- What a request says besides what is wanted by whom, and since when it waits on the shelf; where a copy is sent that is lent or recalled.
alter table hold
    add column request_type text,                          -- the kind of request in the words of whoever made it
    add column needed_from  timestamptz,                   -- before that nothing is put aside for it
    add column collect_by   timestamptz,                   -- until when the reader will collect it
    add column ready_at     timestamptz,                   -- since when a copy waits on the shelf
    add column fee_minor    bigint check (fee_minor > 0),  -- what it cost
    add column fee_currency char(3),
    add column fee_paid     boolean,                       -- paid where it was asked for; else agreed to
    add check (num_nulls(fee_minor, fee_currency, fee_paid) in (0, 3));

-- {kind, data, instructions, note}: where the copy was sent, where it is to be sent when it has come back, where a partner says it is sent.
alter table loan add column ship_to jsonb, add column recall_to jsonb;
alter table partner_news add column ship_to jsonb;
