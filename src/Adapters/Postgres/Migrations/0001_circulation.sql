-- Agencies, readers, copies, circulation, ledger, journal and command log.
-- Every table leads with network_id: no transaction ever leaves its network, so the tables can be distributed by it.

create table network (
    network_id text primary key
);

create table agency (
    network_id text not null references network,
    agency_id  text not null unique,          -- SIP2 AO, NCIP AgencyId: names a library on the whole server
    name       text not null,
    library    text not null,                 -- the library file it works by
    primary key (network_id, agency_id)
);

create table location (
    network_id  text not null,
    location    text not null,                -- SIP2 AP, AQ, BS, CT
    agency_id   text not null,
    name        text not null,
    position    int  not null,                -- 0 is the agency's main place
    primary key (network_id, location),
    foreign key (network_id, agency_id) references agency
);

create table terminal (
    network_id  text not null,
    login       text not null unique,         -- SIP2 CN: names an account on the whole server
    agency_id   text not null,
    secret_hash text not null,
    kind        text not null,                -- self-check, return, gate …: for people, never for rules
    profile     text not null,
    location    text not null,
    agencies    text[] not null default '{}', -- further agencies it may act for
    permissions text[] not null default '{}',
    addresses   cidr[] not null default '{}', -- empty: from anywhere
    enabled     boolean not null default true,
    primary key (network_id, login),
    foreign key (network_id, agency_id) references agency,
    foreign key (network_id, location) references location
);

create table reader (
    network_id       text not null,
    reader_id        uuid not null,
    agency_id        text not null,           -- home library
    category         text not null,
    level            text,
    name             text not null,
    language         text,
    birth_date       date,
    address          text,
    email            text,
    phone            text,
    pin_hash         text,
    pin_must_change  boolean not null default false,
    pin_failures     int not null default 0,
    pin_locked_until timestamptz,
    created_at       timestamptz not null,
    primary key (network_id, reader_id),
    foreign key (network_id, agency_id) references agency
);

create table card (
    network_id    text not null,
    card_number   text not null,
    reader_id     uuid not null,
    agency_id     text not null,              -- issued by
    state         text not null check (state in ('pending', 'active', 'lost', 'expired', 'suspended', 'withdrawn', 'superseded')),
    valid_until   date,
    superseded_by text,
    blocked_by    text,                       -- the terminal of a block by 01
    blocked_at    timestamptz,
    block_message text,
    card_retained boolean,
    issued_at     timestamptz not null,
    primary key (network_id, card_number),
    foreign key (network_id, reader_id) references reader,
    foreign key (network_id, agency_id) references agency
);
create index card_reader on card (network_id, reader_id);

create table membership (
    network_id text not null,
    reader_id  uuid not null,
    agency_id  text not null,
    state      text not null check (state in ('pending', 'active', 'suspended', 'ended')),
    since      timestamptz not null,
    primary key (network_id, reader_id, agency_id),
    foreign key (network_id, reader_id) references reader,
    foreign key (network_id, agency_id) references agency
);

create table title (
    network_id    text not null,
    title_id      uuid not null,
    record_number text not null,
    name          text not null,
    author        text,
    isbn          text,
    media_type    char(3) not null default '001',
    primary key (network_id, title_id),
    unique (network_id, record_number)
);
create index title_name on title (network_id, name);

create table item (
    network_id         text not null,
    item_id            uuid not null,
    barcode            text not null,
    agency_id          text not null,         -- owner
    title_id           uuid not null,
    kind               text not null,
    permanent_location text not null,
    current_location   text not null,
    status             text not null check (status in
                       ('available', 'on-order', 'in-process', 'reshelving', 'in-transit', 'lost', 'missing', 'other')),
    properties         text,
    call_number        text,
    collection         text,
    magnetic           boolean not null default false,
    security_marker    char(2) not null default '00',
    primary key (network_id, item_id),
    unique (network_id, barcode),
    foreign key (network_id, title_id) references title,
    foreign key (network_id, agency_id) references agency
);
create index item_title on item (network_id, title_id);

create table loan (
    network_id       text not null,
    loan_id          uuid not null,
    item_id          uuid not null,
    reader_id        uuid not null,
    card_number      text not null,
    agency_id        text not null,           -- lent by
    checked_out_at   timestamptz not null,
    due_at           timestamptz not null,
    renewals         int not null default 0,
    recalled_at      timestamptz,
    claimed_returned boolean not null default false,
    ended_at         timestamptz,
    ending           text check (ending in ('returned', 'undone', 'lost')),
    primary key (network_id, loan_id),
    check ((ended_at is null) = (ending is null))
);
create unique index one_open_loan on loan (network_id, item_id) where ended_at is null;
create index open_loans on loan (network_id, reader_id) where ended_at is null;

create table hold (
    network_id       text not null,
    hold_id          uuid not null,
    reader_id        uuid not null,
    card_number      text not null,
    agency_id        text not null,           -- placed at
    title_id         uuid not null,
    scope            int not null check (scope between 1 and 4),
    item_id          uuid,
    pickup_location  text not null,
    placed_at        timestamptz not null,
    expires_at       timestamptz,
    state            text not null check (state in ('waiting', 'in-transit', 'ready', 'collected', 'cancelled', 'expired')),
    captured_item_id uuid,
    shelf_until      timestamptz,
    primary key (network_id, hold_id),
    foreign key (network_id, title_id) references title,
    check ((captured_item_id is not null) = (state in ('in-transit', 'ready', 'collected')))
);
create index hold_queue on hold (network_id, title_id, placed_at) where state in ('waiting', 'in-transit', 'ready');
create index reader_holds on hold (network_id, reader_id) where state in ('waiting', 'in-transit', 'ready');
create unique index one_capture on hold (network_id, captured_item_id) where state in ('in-transit', 'ready');

-- Ledger: balanced, append-only.
create table charge (
    network_id    text not null,
    charge_id     uuid not null,
    charge_number bigint generated by default as identity,
    reader_id     uuid not null,
    agency_id     text not null,
    fee_type      char(2) not null,
    item_id       uuid,
    loan_id       uuid,
    barcode       text,
    title_name    text,
    assessed_at   timestamptz not null,
    settled_at    timestamptz,                -- nothing remains; the amounts are postings
    primary key (network_id, charge_id),
    unique (network_id, charge_number)
);
create index open_charges on charge (network_id, reader_id) where settled_at is null;

create table ledger_entry (
    network_id text not null,
    entry_id   uuid not null,
    at         timestamptz not null,
    reason     text not null,
    agency_id  text not null,
    terminal   text,                          -- null: a job or an import
    source     text,                          -- payment's own number (SIP2 BK), or the kind of message
    reverses   uuid,
    primary key (network_id, entry_id),
    unique (network_id, reverses),
    foreign key (network_id, reverses) references ledger_entry
);

create table posting (
    network_id   text not null,
    entry_id     uuid not null,
    line         int not null,
    account      text not null,
    amount_minor bigint not null check (amount_minor <> 0),
    currency     char(3) not null,
    charge_id    uuid,
    primary key (network_id, entry_id, line),
    foreign key (network_id, entry_id) references ledger_entry
);
create index posting_account on posting (network_id, account);
create index posting_charge on posting (network_id, charge_id) where charge_id is not null;

create function ledger_is_balanced() returns trigger language plpgsql as $$
begin
    if exists (
        select from posting
        where network_id = new.network_id and entry_id = new.entry_id
        group by currency having sum(amount_minor) <> 0
    ) then
        raise exception 'ledger entry % does not sum to zero', new.entry_id using errcode = 'check_violation', constraint = 'entry_balanced';
    end if;
    return null;
end $$;

create constraint trigger entry_balanced after insert on posting
    deferrable initially deferred for each row execute function ledger_is_balanced();

-- What happened: (stream, version) is the lock of every decision.
create table journal (
    network_id text not null,
    stream     text not null,                 -- reader/ID, item/ID, title/ID
    version    int not null,
    at         timestamptz not null,
    events     text[] not null,
    terminal   text,
    body       jsonb,                         -- on a copy's stream: what a cancel needs
    primary key (network_id, stream, version)
);

-- Answers already given: a repeated command gets the first one again.
create table command_log (
    network_id  text not null,
    scope       text not null,                -- terminal, partner, desk, job
    key         bytea not null,
    occurrence  int not null,
    at          timestamptz not null,
    money       boolean not null,
    fingerprint bytea not null,
    streams     text[] not null,
    versions    int[] not null,
    answer      bytea not null,
    primary key (network_id, scope, key, occurrence),
    check (cardinality(streams) = cardinality(versions))
);
create index command_log_at on command_log (at);

-- Acts that had already happened and contradict what was known: for staff.
create table contradiction (
    network_id       text not null,
    contradiction_id uuid not null,
    at               timestamptz not null,
    agency_id        text not null,
    terminal         text not null,
    code             text not null,
    message          text not null,           -- the message without secrets
    settled_at       timestamptz,
    primary key (network_id, contradiction_id)
);

create table outbox (
    network_id text not null,
    outbox_id  uuid not null,
    at         timestamptz not null,
    kind       text not null,
    body       jsonb not null,
    sent_at    timestamptz,
    primary key (network_id, outbox_id)
);
create index outbox_waiting on outbox (network_id, at) where sent_at is null;

create function nothing_is_edited() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: correct by a new row', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete or truncate on ledger_entry for each statement execute function nothing_is_edited();
create trigger append_only before update or delete or truncate on posting for each statement execute function nothing_is_edited();
create trigger append_only before update or delete or truncate on journal for each statement execute function nothing_is_edited();
-- The command log forgets circulation after its window, never changes.
create trigger append_only before update or truncate on command_log for each statement execute function nothing_is_edited();
