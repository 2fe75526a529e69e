using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

/// <summary>The server's own account adds to the books and can't change what is written, whatever the program does (R3). All other tests run under it.</summary>
public sealed class ServerAccountTests : IAsyncLifetime
{
    string connection = "";

    public async ValueTask InitializeAsync() => connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string> Closed()
    {
        var rows = new TheoryData<string, string>();
        foreach (var table in (string[])["ledger_entry", "posting", "ledger_seal", "journal", "command_log", "receipt", "vault_emptying", "vault_cash", "copy_card", "online_receipt"])
            foreach (var verb in (string[])["update {0} set network_id = network_id", "delete from {0}", "truncate {0}", "alter table {0} disable trigger all", "drop table {0}"])
                rows.Add(table, verb);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task R3_nothing_that_is_written_can_be_changed(string table, string statement) =>
        (await RefusedAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, table))).Should().Be(PostgresErrorCodes.InsufficientPrivilege);

    [Theory]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create table public.posting_2 (n int)")]
    [InlineData("create or replace function nothing_is_edited() returns trigger language plpgsql as 'begin return new; end'")]
    [InlineData("update schema_migration set checksum = ''")]
    [InlineData("call admit_server('server')")]
    [InlineData("truncate wallet")]
    [InlineData("update wallet set available_minor = available_minor + 1")]
    [InlineData("update wallet set held_minor = 0")]
    [InlineData("update wallet set currency = 'EUR'")]
    [InlineData("delete from wallet")]
    [InlineData("insert into wallet (network_id, reader_id, currency, available_minor) values ('n', gen_random_uuid(), 'EUR', 100)")]
    [InlineData("alter function posting_added() security invoker")]
    [InlineData("delete from money_hold")]
    [InlineData("set role protocolserver")]
    public async Task R3_no_way_leads_round_it(string statement) => (await RefusedAsync(statement)).Should().Be(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task R3_every_table_that_a_guard_closes_is_closed_by_rights_too()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var ask = source.CreateCommand(
            """
            select count(*), count(*) filter (where tgtype & 16 <> 0 and has_table_privilege(tgrelid, 'UPDATE') or tgtype & 8 <> 0 and has_table_privilege(tgrelid, 'DELETE')
                or has_table_privilege(tgrelid, 'TRUNCATE'))
            from pg_trigger where tgfoid = 'nothing_is_edited()'::regprocedure
            """);
        await using var rows = await ask.ExecuteReaderAsync();
        await rows.ReadAsync();
        (rows.GetInt64(0), rows.GetInt64(1)).Should().Match<(long Guards, long Open)>(found => found.Guards > 10 && found.Open == 0);
    }

    [Fact]
    public async Task A_database_that_is_up_to_date_needs_no_owner_at_the_start()
    {
        await using var database = Database.Open(connection + ";Pooling=false");
        (await Migrator(database).ApplyAsync()).Should().Be(0);
        (await Migrator(database).MayEditLedgerAsync()).Should().BeFalse();
        await using var owner = Database.Open(await PostgresFixture.AsOwnerAsync(connection) + ";Pooling=false");
        (await Migrator(owner).MayEditLedgerAsync()).Should().BeTrue("who starts the server as the owner is told");
    }

    [Fact]
    public async Task A_migration_under_the_servers_account_says_what_to_do()
    {
        var empty = new NpgsqlConnectionStringBuilder(await PostgresFixture.NewDatabaseAsync(isMigrated: false)) { Username = "server" };
        await using var database = Database.Open(empty.ConnectionString + ";Pooling=false");
        (await FluentActions.Awaiting(() => Migrator(database).ApplyAsync()).Should().ThrowAsync<SetupException>()).WithMessage("*--owner-connection*");
    }

    [Fact]
    public async Task Nodes_that_start_together_admit_an_account_of_an_operators_own_once()
    {
        var ownerOf = await PostgresFixture.AsOwnerAsync(await PostgresFixture.NewDatabaseAsync(isMigrated: false)) + ";Pooling=false";
        await using (var source = NpgsqlDataSource.Create(ownerOf))
        await using (var make = source.CreateCommand("create role library_server login"))
            await make.ExecuteNonQueryAsync();
        await using var owner = Database.Open(ownerOf);
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator(owner).ApplyAsync("library_server")))).Sum().Should().Be(Migration.BuiltIn.Count);
        await using var server = Database.Open(new NpgsqlConnectionStringBuilder(ownerOf) { Username = "library_server" }.ConnectionString);
        (await Migrator(server).MayEditLedgerAsync()).Should().BeFalse();
        (await Migrator(server).VersionAsync()).Should().Be(Migration.BuiltIn.Max(step => step.Version));
    }

    static Migrator Migrator(Database database) => new(database, TimeProvider.System, NullLogger.Instance);

    async Task<string> RefusedAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (await FluentActions.Awaiting(() => command.ExecuteNonQueryAsync()).Should().ThrowAsync<PostgresException>()).Which.SqlState;
    }
}
