-- What a copy is worth when it is lost, receipts of the desk, API keys and payments over the internet.

alter table item add price_minor bigint, add bought_on date;

-- Official receipts: gapless per agency and day, one for each payment that asks for it.
create table receipt (
    network_id text not null,
    agency_id  text not null,
    day        date not null,                 -- in the agency's calendar
    number     int not null check (number > 0),
    entry_id   uuid not null,
    operator   text not null,
    issued_at  timestamptz not null,
    primary key (network_id, agency_id, day, number),
    unique (network_id, entry_id),
    foreign key (network_id, entry_id) references ledger_entry
);
create trigger append_only before update or delete or truncate on receipt for each statement execute function nothing_is_edited();

-- Vaults that were emptied: counted against the ledger, the difference on over/short.
create table vault_emptying (
    network_id     text not null,
    entry_id       uuid not null,
    terminal       text not null,
    counted_minor  bigint not null,
    expected_minor bigint not null,
    operator       text not null,
    emptied_at     timestamptz not null,
    primary key (network_id, entry_id),
    foreign key (network_id, entry_id) references ledger_entry
);
create trigger append_only before update or delete or truncate on vault_emptying for each statement execute function nothing_is_edited();

-- Who may use the JSON API: a print-management server, a desk's program. The key is shown once; only its hash is kept.
create table api_key (
    network_id  text not null,
    key_id      text not null unique,
    agency_id   text not null,
    name        text not null,
    secret_hash bytea not null,
    permissions text[] not null default '{}',
    location    text not null,
    created_at  timestamptz not null,
    revoked_at  timestamptz,
    primary key (network_id, key_id),
    foreign key (network_id, agency_id) references agency
);
