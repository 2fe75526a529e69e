-- What partners ask and nobody kept: more addresses of a reader, restrictions and parts of a copy, electronic works, summaries of holdings,
-- where a request is to be sent.

-- All addresses, in order, where there are others than the three usual ones, which stay in their columns: {role, kind, data, from, until}.
alter table reader add column addresses jsonb;

-- Address of the work in electronic form.
alter table title add column resource text;

alter table item
    add column copy_number  text,                          -- which copy of several
    add column part         text,                          -- which part of the work, such as the issues bound in it
    add column pieces       int check (pieces > 0),        -- what it consists of
    add column restrictions text[];                        -- of this very copy, in NCIP's words; null: none

-- What an agency has of a title altogether, such as the years of a newspaper.
create table title_summary (
    network_id text not null,
    title_id   uuid not null,
    agency_id  text not null,
    summary    text not null,
    primary key (network_id, title_id, agency_id),
    foreign key (network_id, title_id) references title,
    foreign key (network_id, agency_id) references agency
);

-- {kind, data, instructions, note}
alter table hold add column ship_to jsonb;
alter table interlibrary_loan add column ship_to jsonb;
