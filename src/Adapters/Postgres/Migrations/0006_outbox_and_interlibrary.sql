-- What is told to other systems, and loans between libraries.

-- Nothing was ever written to the first draft of it.
drop table outbox;

-- A message, written in the transaction of what it tells of; seq is the order in which a destination gets its messages.
create table outbox (
    network_id  text not null,
    outbox_id   uuid not null,
    seq         bigint generated always as identity,
    at          timestamptz not null,
    kind        text not null,                -- who delivers it: ncip …
    destination text not null,
    subject     text not null,                -- the service
    about       text,                         -- number of a request or a copy, for staff
    body        bytea not null,               -- emptied when it is answered: nobody needs to read it any more
    attempts    int not null default 0,
    answered_at timestamptz,
    outcome     text,                         -- what came back: done, or the problem
    primary key (network_id, outbox_id),
    check ((answered_at is null) = (outcome is null))
);
create index outbox_waiting on outbox (network_id, kind, destination, seq) where answered_at is null;
create index outbox_answered on outbox (answered_at) where answered_at is not null;

-- Who gets messages: one node at a time sends to a destination, and one that stays away is left alone for a while.
create table outbox_destination (
    network_id   text not null,
    kind         text not null,
    destination  text not null,
    next_at      timestamptz not null,
    failures     int not null default 0,      -- since the last answer
    last_error   text,
    failed_at    timestamptz,
    leased_by    uuid,
    leased_until timestamptz,
    primary key (network_id, kind, destination)
);

-- Every attempt and what came of it.
create table outbox_attempt (
    network_id text not null,
    outbox_id  uuid not null,
    at         timestamptz not null,
    took_ms    int not null,
    result     text not null,
    primary key (network_id, outbox_id, at)
);

alter table partner
    add column reach         text,            -- address of its responder: http, https, tcp or tls
    add column credentials   text,            -- name of the secrets among the settings
    add column subscriptions text[] not null default '{}', -- notifications it wants
    add column interlibrary  jsonb;           -- policy for loans between it and us; none where it is null

-- A copy of another library, here for one of our readers.
alter table item
    add column lent_by         text,          -- the library it belongs to; null for our own
    add column return_by       timestamptz,
    add column not_renewable   boolean not null default false;

create table interlibrary_loan (
    network_id      text not null,
    interlibrary_id uuid not null,
    agency_id       text not null,            -- ours
    partner_id      text not null,            -- the other library
    role            text not null check (role in ('borrower', 'lender')),
    request_agency  text not null,            -- who gave the number
    request_number  text not null,
    request_type    text not null,
    state           text not null check (state in
                    ('requested', 'accepted', 'refused', 'cancelling', 'cancelled', 'shipped', 'received', 'returning', 'returned')),
    card_number     text not null,            -- whom it is for: as borrower our reader, as lender the other library's
    record_number   text,                     -- as the lender catalogues it
    title_name      text not null,
    author          text,
    barcode         text,                     -- the copy
    pickup_location text not null,
    requested_at    timestamptz not null,
    shipped_at      timestamptz,
    received_at     timestamptz,
    return_by       timestamptz,
    not_renewable   boolean not null default false,
    returning_at    timestamptz,
    ended_at        timestamptz,
    remark          text,                     -- why it was refused or cancelled
    primary key (network_id, interlibrary_id),
    foreign key (network_id, agency_id) references agency,
    constraint interlibrary_loan_number unique (network_id, agency_id, request_agency, request_number)
);
create index interlibrary_open_copy on interlibrary_loan (network_id, barcode) where ended_at is null and barcode is not null;
create index interlibrary_open on interlibrary_loan (network_id, agency_id, requested_at) where ended_at is null;
