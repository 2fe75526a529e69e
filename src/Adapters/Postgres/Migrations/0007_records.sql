-- What partners may make and change: readers, copies, agencies, notices to readers.

-- Agencies: how to reach them, and the profiles of the protocol they keep.
alter table agency add column profiles text[] not null default '{}';

create table agency_address (
    network_id text not null,
    agency_id  text not null,
    role       text not null,                 -- NCIP AgencyAddressRoleType: Official, Ship To, Bill To …
    kind       text not null,                 -- postal, street, or a URI scheme: mailto, tel, https
    data       text not null,                 -- lines of a postal address end in line feeds
    primary key (network_id, agency_id, role, kind, data),
    foreign key (network_id, agency_id) references agency
);

-- Partners: other ways of proving who they are, how they are found, and what they mean where they say nothing.
alter table partner
    add column token_hash   text,                          -- a bearer token, or name:password of HTTP Basic
    add column certificates text[] not null default '{}',  -- sha256:… or subject:…
    add column profiles     text[] not null default '{}',  -- ApplicationProfileType values it is known by
    add column item_kind    text,                          -- of copies it makes
    add column category     text;                          -- of readers it makes

-- A copy that has left the library frees its number; its history stays.
alter table item add column withdrawn_at timestamptz;
alter table item drop constraint item_network_id_barcode_key;
create unique index item_barcode on item (network_id, barcode) where withdrawn_at is null;

-- One person, one card (BJ-14): found by name and date of birth.
create index reader_person on reader (network_id, birth_date, name) where birth_date is not null;

-- What another system asks us to tell a reader.
create table reader_notice (
    network_id text not null,
    notice_id  uuid not null,
    at         timestamptz not null,
    due_at     timestamptz not null,          -- not before
    reader_id  uuid not null,
    agency_id  text not null,
    partner    text not null,
    kind       text not null,
    body       text not null,
    barcode    text,
    told_at    timestamptz,                   -- when the reader was told
    primary key (network_id, notice_id),
    foreign key (network_id, reader_id) references reader
);
create index reader_notice_waiting on reader_notice (network_id, reader_id, due_at) where told_at is null;
