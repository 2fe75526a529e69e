-- A city's library for a load test: 20 000 readers, 100 000 copies of as many titles, 100 000 closed and 40 000 open loans, holds, charges.
-- The first 256 readers (cards 1000001 …) have PIN 1234, two loans each and ten copies of their own (barcodes B1000001-1 … -10).
-- Log-in: bench / secret.
\set ON_ERROR_STOP on
begin;
insert into network values ('bench');
insert into agency values ('bench', 'BENCH', 'Bench Library', 'hefei');
insert into location values ('bench', 'BENCH-1', 'BENCH', 'Main', 0);
insert into terminal (network_id, login, agency_id, secret_hash, kind, profile, location, permissions) values
    ('bench', 'bench', 'BENCH', 'pbkdf2-sha256$15000$qFNWoxRn/z7UQqMZiRQkuA==$iUQlej1AIE06i3rQbI9dj2/RYi1BXQM1n1nCMurBiuU=',
     'self-check', 'default-2.00', 'BENCH-1', '{pay,block,update-item}');

insert into partner (network_id, agency_id, partner_id, version, transport, permissions) values ('bench', 'BENCH', 'ILL', '2.02', 'http', '{staff-data}');

create temp table n as select n, lpad(to_hex(n), 12, '0') as hex from generate_series(1, 200000) n;

insert into reader (network_id, reader_id, agency_id, category, name, language, address, email, phone, birth_date, pin_hash, created_at)
select 'bench', ('00000000-0000-7000-8000-' || hex)::uuid, 'BENCH', 'adult', 'Reader ' || n, 'en', n || ' Long Street', n || '@example.org', '0551' || n,
       date '1950-01-01' + n % 20000, 'pbkdf2-sha256$15000$oABlgTXWQtyL7gUSd4w33g==$eoyRi5aBiiSTVD3gdV/3m4d4ahyjqxUAvhWsjXXZuQ4=', now()
from n where n <= 20000;

insert into card (network_id, card_number, reader_id, agency_id, state, issued_at)
select 'bench', (1000000 + n)::text, ('00000000-0000-7000-8000-' || hex)::uuid, 'BENCH', 'active', now() from n where n <= 20000;

insert into membership (network_id, reader_id, agency_id, state, since)
select 'bench', ('00000000-0000-7000-8000-' || hex)::uuid, 'BENCH', 'active', now() from n where n <= 20000;

insert into title (network_id, title_id, record_number, name, author)
select 'bench', ('00000000-0000-7000-8001-' || hex)::uuid, 'R' || n, 'The long and winding title number ' || n, 'Author ' || n % 5000 from n where n <= 100000;

-- The first 2 560 copies belong to the readers of the load, ten each.
insert into item (network_id, item_id, barcode, agency_id, title_id, kind, permanent_location, current_location, status)
select 'bench', ('00000000-0000-7000-8002-' || hex)::uuid,
       case when n <= 2560 then 'B' || (1000001 + (n - 1) / 10) || '-' || ((n - 1) % 10 + 1) else 'C' || n end,
       'BENCH', ('00000000-0000-7000-8001-' || hex)::uuid, 'book', 'BENCH-1', 'BENCH-1', 'available'
from n where n <= 100000;

-- Two open loans for every reader; none of the load's own copies.
insert into loan (network_id, loan_id, item_id, reader_id, card_number, agency_id, checked_out_at, due_at)
select 'bench', ('00000000-0000-7000-8003-' || hex)::uuid, ('00000000-0000-7000-8002-' || lpad(to_hex(n + 2560), 12, '0'))::uuid,
       ('00000000-0000-7000-8000-' || lpad(to_hex((n - 1) % 20000 + 1), 12, '0'))::uuid, (1000001 + (n - 1) % 20000)::text, 'BENCH',
       now() - interval '3 days', now() + interval '20 days'
from n where n <= 40000;

insert into loan (network_id, loan_id, item_id, reader_id, card_number, agency_id, checked_out_at, due_at, ended_at, ending)
select 'bench', ('00000000-0000-7000-8004-' || hex)::uuid, ('00000000-0000-7000-8002-' || lpad(to_hex((n - 1) % 100000 + 1), 12, '0'))::uuid,
       ('00000000-0000-7000-8000-' || lpad(to_hex((n - 1) % 20000 + 1), 12, '0'))::uuid, (1000001 + (n - 1) % 20000)::text, 'BENCH',
       now() - interval '90 days', now() - interval '60 days', now() - interval '65 days', 'returned'
from n where n <= 100000;

-- Every second reader waits for a title that is on loan; every fourth owes a small fee (not the readers of the load: it would block them).
insert into hold (network_id, hold_id, reader_id, card_number, agency_id, title_id, scope, pickup_location, placed_at, state)
select 'bench', ('00000000-0000-7000-8005-' || hex)::uuid, ('00000000-0000-7000-8000-' || hex)::uuid, (1000000 + n)::text, 'BENCH',
       ('00000000-0000-7000-8001-' || lpad(to_hex(n + 22560), 12, '0'))::uuid, 2, 'BENCH-1', now() - interval '2 days', 'waiting'
from n where n <= 20000 and n % 2 = 0;

insert into charge (network_id, charge_id, reader_id, agency_id, fee_type, assessed_at)
select 'bench', ('00000000-0000-7000-8006-' || hex)::uuid, ('00000000-0000-7000-8000-' || hex)::uuid, 'BENCH', '01', now() - interval '1 day'
from n where n between 257 and 20000 and n % 4 = 0;
insert into ledger_entry (network_id, entry_id, at, reason, agency_id)
select 'bench', ('00000000-0000-7000-8007-' || hex)::uuid, now() - interval '1 day', 'assessed', 'BENCH' from n where n between 257 and 20000 and n % 4 = 0;
insert into posting (network_id, entry_id, line, account, amount_minor, currency, charge_id)
select 'bench', ('00000000-0000-7000-8007-' || hex)::uuid, side.line,
       case side.line when 1 then 'reader/00000000-0000-7000-8000-' || hex else 'revenue/BENCH/01' end, side.amount, 'CNY',
       case side.line when 1 then ('00000000-0000-7000-8006-' || hex)::uuid end
from n, (values (1, 20), (2, -20)) as side (line, amount) where n between 257 and 20000 and n % 4 = 0;

-- A library with prepaid accounts: 256 readers (cards 2000001 …, PIN 1234) with 500.00 EUR each, put in at the desk. Log-in: bench-copier / secret.
insert into agency values ('bench', 'COPY', 'Bench Copies', 'latvia');
insert into location values ('bench', 'COPY-1', 'COPY', 'Hall', 0);
insert into terminal (network_id, login, agency_id, secret_hash, kind, profile, location, permissions)
select 'bench', 'bench-copier', 'COPY', secret_hash, 'copier', 'copier', 'COPY-1', '{pay,spend}' from terminal where login = 'bench';
create temp table payer as select ('00000000-0000-7000-8010-' || hex)::uuid as reader, ('00000000-0000-7000-8011-' || hex)::uuid as entry, (2000000 + n)::text as card
from n where n <= 256;
insert into reader (network_id, reader_id, agency_id, category, name, language, pin_hash, created_at)
select 'bench', reader, 'COPY', 'adult', 'Payer ' || card, 'en', 'pbkdf2-sha256$15000$oABlgTXWQtyL7gUSd4w33g==$eoyRi5aBiiSTVD3gdV/3m4d4ahyjqxUAvhWsjXXZuQ4=', now() - interval '30 days' from payer;
insert into card (network_id, card_number, reader_id, agency_id, state, issued_at) select 'bench', card, reader, 'COPY', 'active', now() from payer;
insert into membership (network_id, reader_id, agency_id, state, since) select 'bench', reader, 'COPY', 'active', now() from payer;
insert into ledger_entry (network_id, entry_id, at, reason, agency_id) select 'bench', entry, now(), 'topped-up', 'COPY' from payer;
insert into posting (network_id, entry_id, line, account, amount_minor, currency)
select 'bench', entry, line, account, amount, 'EUR' from payer, lateral (values (1, 'cash/COPY', 50000), (2, 'wallet/' || reader, -50000)) as p (line, account, amount);
update wallet set authorised_at = now(), authorised_by = 'bench-copier' where network_id = 'bench';

-- Journals as long as a year's: ten versions for the copies, readers and titles of the load.
insert into journal (network_id, stream, version, at, events)
select 'bench', kind || '/' || prefix || hex, v, now() - interval '1 day', '{Loaded}'
from n, (values ('reader', '00000000-0000-7000-8000-', 20000), ('item', '00000000-0000-7000-8002-', 100000), ('title', '00000000-0000-7000-8001-', 100000)) as s (kind, prefix, most),
     generate_series(1, 3) v
where n <= most;
commit;
vacuum analyze;
checkpoint;
