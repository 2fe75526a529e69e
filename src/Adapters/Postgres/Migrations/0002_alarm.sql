-- What gates have rung for; and the past of a copy, for uploads that come late.

create table alarm (
    network_id text not null,
    alarm_id   uuid not null,
    at         timestamptz not null,
    agency_id  text not null,
    terminal   text not null,                 -- the gate
    item_id    uuid not null,
    barcode    text not null,
    title_name text not null,
    primary key (network_id, alarm_id)
);
create index alarm_at on alarm (network_id, at);

create index past_loans on loan (network_id, item_id, ended_at) where ended_at is not null;
