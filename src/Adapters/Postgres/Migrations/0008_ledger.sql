-- The ledger's final form: entries in one order, whole when they commit and closed from then on, sealed in blocks; wallets and money held.

alter table ledger_entry
    add number bigint generated always as identity,   -- the order of seals and reports
    add corrects uuid,                                 -- the entry of which this one gives a part back
    add foreign key (network_id, corrects) references ledger_entry;
create unique index ledger_entry_number on ledger_entry (network_id, number);
create index ledger_entry_source on ledger_entry (network_id, source) where source is not null;
create index ledger_entry_corrects on ledger_entry (network_id, corrects) where corrects is not null;

-- One look at each entry when it commits, however many lines it has.
drop trigger entry_balanced on posting;
create or replace function ledger_is_balanced() returns trigger language plpgsql as $$
begin
    if (select count(*) from posting where network_id = new.network_id and entry_id = new.entry_id) < 2 or exists (
        select from posting
        where network_id = new.network_id and entry_id = new.entry_id
        group by currency having sum(amount_minor) <> 0
    ) then
        raise exception 'ledger entry % does not sum to zero', new.entry_id using errcode = 'check_violation', constraint = 'entry_balanced';
    end if;
    return null;
end $$;
create constraint trigger entry_balanced after insert on ledger_entry
    deferrable initially deferred for each row execute function ledger_is_balanced();

-- What a reader has paid in advance. The balances follow the postings; nothing else writes them.
create table wallet (
    network_id      text not null,
    reader_id       uuid not null,
    currency        char(3) not null,
    available_minor bigint not null default 0,
    held_minor      bigint not null default 0 constraint wallet_held_is_there check (held_minor >= 0),
    authorised_at   timestamptz,                -- first use, with the PIN, at a copier or a cash machine
    authorised_by   text,
    chip_id         text,
    closed_at       timestamptz,
    primary key (network_id, reader_id),
    unique (network_id, chip_id),
    foreign key (network_id, reader_id) references reader,
    constraint wallet_is_not_overdrawn check (available_minor >= 0)
);

create function posting_added() returns trigger language plpgsql as $$
declare
    moved record;
begin
    -- A line can only come with its entry: what has committed is closed.
    if exists (select from added a join ledger_entry e on e.network_id = a.network_id and e.entry_id = a.entry_id
               where e.xmin <> pg_current_xact_id()::xid) then
        raise exception 'a ledger entry is closed when it commits' using errcode = 'restrict_violation';
    end if;
    for moved in
        select network_id, split_part(account, '/', 2)::uuid as reader_id, currency,
               -coalesce(sum(amount_minor) filter (where account like 'wallet/%'), 0) as available,
               -coalesce(sum(amount_minor) filter (where account like 'wallet-held/%'), 0) as held
        from added where account like 'wallet/%' or account like 'wallet-held/%'
        group by 1, 2, 3 order by 2
    loop
        update wallet set available_minor = available_minor + moved.available, held_minor = held_minor + moved.held
        where network_id = moved.network_id and reader_id = moved.reader_id and currency = moved.currency;
        if not found then
            insert into wallet (network_id, reader_id, currency, available_minor, held_minor)
            values (moved.network_id, moved.reader_id, moved.currency, moved.available, moved.held);
        end if;
    end loop;
    return null;
end $$;
create trigger posting_added after insert on posting
    referencing new table as added for each statement execute function posting_added();

-- Money put aside for a job that is running: open, then captured, released or expired, once.
create table money_hold (
    network_id     text not null,
    hold_id        uuid not null,
    reader_id      uuid not null,
    agency_id      text not null,
    terminal       text not null,
    terminal_group text,                        -- who else may capture it
    reference      text not null,               -- the terminal's own number
    purpose        text not null,
    amount_minor   bigint not null check (amount_minor > 0),
    currency       char(3) not null,
    placed_at      timestamptz not null,
    expires_at     timestamptz not null,
    state          text not null default 'open' check (state in ('open', 'captured', 'released', 'expired')),
    ended_at       timestamptz,
    captured_minor bigint,
    entry_id       uuid not null,               -- of the hold
    final_entry_id uuid,                        -- of its end
    primary key (network_id, hold_id),
    foreign key (network_id, reader_id) references reader,
    foreign key (network_id, entry_id) references ledger_entry,
    foreign key (network_id, final_entry_id) references ledger_entry,
    check ((state = 'open') = (ended_at is null)),
    check ((state = 'captured') = (captured_minor is not null)),
    check (expires_at <= placed_at + interval '168 hours')
);
create index money_holds_open on money_hold (network_id, reader_id) where state = 'open';
create index money_holds_due on money_hold (network_id, expires_at) where state = 'open';
create index money_hold_reference on money_hold (network_id, reference);

create function money_hold_ends_once() returns trigger language plpgsql as $$
begin
    if old.state <> 'open' then
        raise exception 'money hold % has ended already', old.hold_id using errcode = 'check_violation', constraint = 'money_hold_ends_once';
    end if;
    return new;
end $$;
create trigger ends_once before update on money_hold for each row execute function money_hold_ends_once();
create trigger stays before delete or truncate on money_hold for each statement execute function nothing_is_edited();

-- An old copy card is emptied once, for ever, and kept.
create table copy_card (
    network_id     text not null,
    copy_card      text not null,
    reader_id      uuid not null,
    entry_id       uuid not null,
    operator       text,
    transferred_at timestamptz not null,
    constraint copy_card_once primary key (network_id, copy_card),
    foreign key (network_id, entry_id) references ledger_entry
);
create trigger append_only before update or delete or truncate on copy_card for each statement execute function nothing_is_edited();

-- Blocks of entries with their hash, each over the one before.
create table ledger_seal (
    network_id   text not null,
    block        int not null,
    after_number bigint not null,
    last_number  bigint not null,
    entries      int not null,
    hash         bytea not null,
    sealed_at    timestamptz not null,
    primary key (network_id, block),
    check (last_number > after_number)
);
create trigger append_only before update or delete or truncate on ledger_seal for each statement execute function nothing_is_edited();

-- What each day's reconciliation found; a difference is for people, never corrected by itself.
create table reconciliation (
    network_id text not null,
    day        date not null,
    at         timestamptz not null,
    is_clean   boolean not null,
    findings   jsonb not null,
    primary key (network_id, day)
);
