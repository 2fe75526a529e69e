-- Partners that speak NCIP with an agency, and the numbers they give their requests.

create table partner (
    network_id  text not null,
    agency_id   text not null,                -- ours: ToAgencyId
    partner_id  text not null,                -- theirs: FromAgencyId
    version     text not null check (version in ('1.0', '1.01', '2.0', '2.01', '2.02')),
    transport   text not null check (transport in ('http', 'tcp')),
    secret_hash text,
    location    text,
    agencies    text[] not null default '{}', -- further agencies it may ask
    services    text[] not null default '{}', -- empty: all
    hidden      text[] not null default '{}', -- element types it never gets
    permissions text[] not null default '{}',
    addresses   cidr[] not null default '{}', -- empty: from anywhere
    habits      text[] not null default '{}',
    enabled     boolean not null default true,
    primary key (network_id, agency_id, partner_id),
    foreign key (network_id, agency_id) references agency,
    foreign key (network_id, location) references location
);

alter table hold add column request_agency text, add column request_number text,
    add check ((request_agency is null) = (request_number is null));
create index hold_request on hold (network_id, request_number) where request_number is not null;

-- What partners have told us (the NCIP notifications): kept, never changed.
create table partner_news (
    network_id     text not null,
    news_id        uuid not null,
    at             timestamptz not null,
    happened_at    timestamptz not null,
    agency_id      text not null,             -- whom it was told
    partner        text not null,             -- who told it
    service        text not null,
    barcode        text,
    card_number    text,
    request_number text,
    primary key (network_id, news_id)
);
create index partner_news_at on partner_news (network_id, at);
create trigger append_only before update or delete or truncate on partner_news for each statement execute function nothing_is_edited();
