alter table charge add reference text;            -- the number of whoever asked for it

-- Cash: what lies in which machine, in which notes and coins, and what of it is nobody's yet.

create table vault_cash (
    network_id         text not null,
    entry_id           uuid not null,           -- that brought it, or the emptying that took it
    terminal           text not null,
    denomination_minor bigint not null check (denomination_minor > 0),
    count              int not null,            -- below zero: taken out
    currency           char(3) not null,
    primary key (network_id, entry_id, denomination_minor),
    foreign key (network_id, entry_id) references ledger_entry
);
create index vault_cash_of on vault_cash (network_id, terminal);
create trigger append_only before update or delete or truncate on vault_cash for each statement execute function nothing_is_edited();

-- Swallowed by a machine that could not book it: the fault slip names the machine's own number (reference).
create table unassigned_cash (
    network_id   text not null,
    entry_id     uuid not null,
    terminal     text not null,
    reference    text not null,
    card_number  text not null,                 -- as the machine read it; nobody's, perhaps
    amount_minor bigint not null check (amount_minor > 0),
    currency     char(3) not null,
    why          text not null,                 -- code of the refusal
    taken_at     timestamptz not null,
    settled_at   timestamptz,                   -- assigned to a reader, or given back
    settled_by   uuid,                          -- the entry that did
    primary key (network_id, entry_id),
    foreign key (network_id, entry_id) references ledger_entry,
    check ((settled_at is null) = (settled_by is null))
);
create index unassigned_cash_open on unassigned_cash (network_id, terminal, reference) where settled_at is null;

-- Payments of machines that give no numbers, which came again byte for byte: answered as the first one, and told to staff.
create table suspected_repeat (
    network_id text not null,
    scope      text not null,
    key        bytea not null,
    at         timestamptz not null,
    agency_id  text not null,
    terminal   text not null,
    command    text not null,
    primary key (network_id, scope, key, at)
);

-- A capture that came after its hold had expired, by the profile of its machine: once for each hold.
alter table money_hold add late_entry_id uuid, add foreign key (network_id, late_entry_id) references ledger_entry;
create or replace function money_hold_ends_once() returns trigger language plpgsql as $$
begin
    if old.state <> 'open' and (new.state, new.ended_at, new.captured_minor, new.final_entry_id) is distinct from (old.state, old.ended_at, old.captured_minor, old.final_entry_id)
        or old.late_entry_id is not null then
        raise exception 'money hold % has ended already', old.hold_id using errcode = 'check_violation', constraint = 'money_hold_ends_once';
    end if;
    return new;
end $$;
