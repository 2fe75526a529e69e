-- The server works under an account of its own that is not the owner: it adds to the books, and what is written it can't change (R3).

-- Waits for writers in flight, so that no lower number appears after a seal. The lock itself needs more than the server may do.
create function ledger_writers_are_done() returns void language plpgsql security definer set search_path from current as $$
begin
    lock table ledger_entry in share mode;
end $$;
revoke execute on function ledger_writers_are_done() from public;

-- Gives an account what the server needs, and no more: reading and adding everywhere, changing and removing only where no trigger
-- forbids it, emptying a table nowhere. The guards themselves say what is closed, so that there is no second list of it.
create procedure admit_server(account name) language plpgsql set search_path from current as $$
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
    -- Answers already given are a promise for ever, and the schema's history is the owner's.
    execute format('revoke delete on command_log from %I', account);
    execute format('revoke insert, update, delete on schema_migration from %I', account);
end $$;
revoke execute on procedure admit_server(name) from public;
