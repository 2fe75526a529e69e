-- What had accrued on a loan before its last renewal, so that a renewal that is taken back neither forgets nor doubles it.
alter table loan add renewed_accrued_minor bigint not null default 0, add renewed_accrual_charge uuid;

-- What gateways say in their daily bills, line by line; compared with the books, never booked.
create table gateway_statement (
    gateway      text not null,
    kind         text not null check (kind in ('paid', 'refund')),
    number       text not null,                 -- the gateway's of a payment, ours of a refund
    order_number text not null,                 -- ours of the payment
    network_id   text,                          -- null: it names no payment of this server
    amount_minor bigint not null,
    currency     text not null,
    happened_at  timestamptz not null,
    day          date not null,                 -- the gateway's own
    read_at      timestamptz not null,
    primary key (gateway, kind, number)
);
create index gateway_statement_day on gateway_statement (gateway, day);
create trigger append_only before update or delete or truncate on gateway_statement for each statement execute function nothing_is_edited();
