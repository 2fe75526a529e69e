-- A wallet's balances follow its postings, and the server's own account can't write them: the trigger that does works in the owner's name.

alter function posting_added() security definer;
do $$ begin execute format('alter function posting_added() set search_path = %I, pg_temp', current_schema()); end $$;
revoke execute on function posting_added() from public;

-- As before, and of wallets only what is no money.
create or replace procedure admit_server(account name) language plpgsql set search_path from current as $$
declare
    closed record;
begin
    execute format('revoke create on schema %I from public', current_schema());
    execute format('grant usage on schema %I to %I', current_schema(), account);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), account);
    execute format('revoke truncate, references, trigger on all tables in schema %I from %I', current_schema(), account);
    execute format('grant usage on all sequences in schema %I to %I', current_schema(), account);
    execute format('grant execute on function ledger_writers_are_done() to %I', account);
    for closed in
        select g.tgrelid::regclass as name, bool_or(g.tgtype & 16 <> 0) as to_updates, bool_or(g.tgtype & 8 <> 0) as to_deletes
        from pg_trigger g join pg_class c on c.oid = g.tgrelid
        where g.tgfoid = 'nothing_is_edited()'::regprocedure and c.relnamespace = current_schema()::regnamespace
        group by 1
    loop
        if closed.to_updates then execute format('revoke update on %s from %I', closed.name, account); end if;
        if closed.to_deletes then execute format('revoke delete on %s from %I', closed.name, account); end if;
    end loop;
    execute format('revoke insert, update, delete on wallet from %I', account);
    execute format('grant insert (network_id, reader_id, currency, authorised_at, authorised_by, chip_id) on wallet to %I', account);
    execute format('grant update (authorised_at, authorised_by, chip_id, closed_at) on wallet to %I', account);
    -- Answers already given are a promise for ever, and the schema's history is the owner's.
    execute format('revoke delete on command_log from %I', account);
    execute format('revoke insert, update, delete on schema_migration from %I', account);
end $$;
revoke execute on procedure admit_server(name) from public;
