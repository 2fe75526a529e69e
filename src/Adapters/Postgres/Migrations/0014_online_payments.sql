-- Payments over gateways: what was begun, what gateways say they have taken, and what goes back.

create table online_payment (
    network_id   text not null,
    payment_id   uuid not null unique,          -- a gateway's message names nothing else
    agency_id    text not null,
    reader_id    uuid not null,
    card_number  text not null,                 -- as it was begun
    gateway      text not null,
    purpose      text not null check (purpose in ('fees', 'top-up')),
    amount_minor bigint not null check (amount_minor > 0),
    currency     char(3) not null,
    charges      uuid[] not null,               -- in the order in which they are paid
    state        text not null default 'started' check (state in ('started', 'paid', 'expired')),
    started_at   timestamptz not null,
    expires_at   timestamptz not null,
    asked_at     timestamptz,                   -- when the gateway was last asked what became of it
    primary key (network_id, payment_id),
    foreign key (network_id, reader_id) references reader,
    foreign key (network_id, agency_id) references agency
);
create index online_payments_open on online_payment (network_id, started_at) where state = 'started';
create index online_payments_of on online_payment (network_id, reader_id);

-- One row for each transaction of a gateway, whether it was booked or not.
create table online_receipt (
    network_id   text not null,
    gateway      text not null,
    number       text not null,                 -- the gateway's own
    payment_id   uuid not null,
    amount_minor bigint not null,
    currency     text not null,
    paid_at      timestamptz not null,          -- as the gateway says
    received_at  timestamptz not null,
    entry_id     uuid,                          -- null: nothing was booked
    rest_minor   bigint not null default 0 check (rest_minor between 0 and amount_minor),
    findings     text[] not null default '{}',  -- what staff should look at
    constraint online_receipt_once primary key (network_id, gateway, number),
    foreign key (network_id, payment_id) references online_payment,
    foreign key (network_id, entry_id) references ledger_entry
);
create index online_receipt_of on online_receipt (network_id, payment_id);
create index online_receipts_found on online_receipt (network_id, received_at) where findings <> '{}';
create trigger append_only before update or delete or truncate on online_receipt for each statement execute function nothing_is_edited();

-- What goes back: decided by staff, then sent under its own number until the gateway has done it.
create table online_refund (
    network_id     text not null,
    refund_id      uuid not null,
    payment_id     uuid not null,
    amount_minor   bigint not null check (amount_minor > 0),
    of_rest_minor  bigint not null check (of_rest_minor between 0 and amount_minor),
    currency       char(3) not null,
    reason         text not null,
    operator       text not null,
    decided_at     timestamptz not null,
    entry_id       uuid,                        -- null: all of it was owed to the reader before
    tries          int not null default 0,
    sent_at        timestamptz,
    gateway_number text,
    sent_entry_id  uuid,
    primary key (network_id, refund_id),
    foreign key (network_id, payment_id) references online_payment,
    foreign key (network_id, entry_id) references ledger_entry,
    foreign key (network_id, sent_entry_id) references ledger_entry,
    check ((sent_at is null) = (sent_entry_id is null))
);
create index online_refund_of on online_refund (network_id, payment_id);
create index online_refunds_open on online_refund (network_id, decided_at) where sent_at is null;

create function online_refund_is_sent_once() returns trigger language plpgsql as $$
begin
    if old.sent_at is not null then
        raise exception 'online refund % has been sent already', old.refund_id using errcode = 'check_violation', constraint = 'online_refund_is_sent_once';
    end if;
    return new;
end $$;
create trigger sent_once before update on online_refund for each row execute function online_refund_is_sent_once();
create trigger stays before delete or truncate on online_refund for each statement execute function nothing_is_edited();
