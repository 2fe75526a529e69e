-- Systems that are told over HTTP what happens, and readers' notices on their way through them.

create table webhook (
    network_id    text not null,
    webhook_id    text not null,
    agency_id     text not null,
    agencies      text[] not null default '{}', -- further agencies it is told of
    url           text not null,
    credentials   text not null,                -- name of the secrets among the settings
    subscriptions text[] not null,
    permissions   text[] not null default '{}',
    hidden        text[] not null default '{}', -- members of the data it never gets
    enabled       boolean not null default true,
    stopped_at    timestamptz,                  -- when it said that it wants no more
    stopped_why   text,
    primary key (network_id, webhook_id),
    foreign key (network_id, agency_id) references agency
);

alter table reader_notice add column handed_at timestamptz; -- when it went into the outbox
create index reader_notice_due on reader_notice (network_id, due_at) where handed_at is null and told_at is null;
create index outbox_notice on outbox (network_id, about) where subject = 'reader.notice';

-- The due date of which it was noted that it has passed: a renewal begins anew.
alter table loan add column overdue_noted timestamptz;
