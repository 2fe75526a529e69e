-- Whether this database was filled, and by what: a second start, or a second node, does not do it again.
create table first_start (
    only_once boolean primary key check (only_once),
    source    text not null,
    at        timestamptz not null
);
