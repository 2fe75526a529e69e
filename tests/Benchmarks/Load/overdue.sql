-- A library whose fines accrue by night, with :loans open loans that fell due at ten different closing times of the last days, of as many copies
-- and a tenth as many readers.
\set ON_ERROR_STOP on
begin;
insert into network values ('late');
insert into agency values ('late', 'LATE', 'Late Library', 'latvia');
insert into location values ('late', 'LATE-1', 'LATE', 'Main', 0);
create temp table n as select n, lpad(to_hex(n), 12, '0') as hex from generate_series(1, :loans) n;

insert into reader (network_id, reader_id, agency_id, category, name, language, created_at)
select 'late', ('00000000-0000-7000-8020-' || hex)::uuid, 'LATE', 'adult', 'Reader ' || n, 'en', now() - interval '90 days' from n where n <= :loans / 10;
insert into card (network_id, card_number, reader_id, agency_id, state, issued_at)
select 'late', 'L' || n, ('00000000-0000-7000-8020-' || hex)::uuid, 'LATE', 'active', now() - interval '90 days' from n where n <= :loans / 10;
insert into title (network_id, title_id, record_number, name, author)
select 'late', ('00000000-0000-7000-8021-' || hex)::uuid, 'L' || n, 'A title that is overdue number ' || n, 'Author ' || n from n where n <= :loans / 10;
insert into item (network_id, item_id, barcode, agency_id, title_id, kind, permanent_location, current_location, status)
select 'late', ('00000000-0000-7000-8022-' || hex)::uuid, 'L' || n, 'LATE', ('00000000-0000-7000-8021-' || lpad(to_hex((n - 1) % (:loans / 10) + 1), 12, '0'))::uuid,
       'book', 'LATE-1', 'LATE-1', 'available' from n;
insert into loan (network_id, loan_id, item_id, reader_id, card_number, agency_id, checked_out_at, due_at)
select 'late', ('00000000-0000-7000-8023-' || hex)::uuid, ('00000000-0000-7000-8022-' || hex)::uuid,
       ('00000000-0000-7000-8020-' || lpad(to_hex((n - 1) % (:loans / 10) + 1), 12, '0'))::uuid, 'L' || (n - 1) % (:loans / 10) + 1, 'LATE',
       now() - interval '60 days', date_trunc('day', now()) - interval '3 days' - n % 10 * interval '1 day' from n;
insert into journal (network_id, stream, version, at, events)
select 'late', 'item/00000000-0000-7000-8022-' || hex, 1, now() - interval '60 days', '{ItemCheckedOut}' from n;
insert into journal (network_id, stream, version, at, events)
select 'late', 'reader/00000000-0000-7000-8020-' || hex, 1, now() - interval '60 days', '{ItemCheckedOut}' from n where n <= :loans / 10;
commit;
vacuum analyze;
checkpoint;
