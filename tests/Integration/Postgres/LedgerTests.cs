using System.Collections.Immutable;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Conformance;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

/// <summary>The database keeps the books by itself (G-4; domain reference R1, R3, R14, R15).</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    static readonly NetworkId Network = new("conformance-riga");
    const string Entry = "00000000-0000-0000-0000-00000000abcd";

    Database database = null!;
    string owner = "";

    public async ValueTask InitializeAsync()
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        (database, owner) = (Database.Open(connection), await PostgresFixture.AsOwnerAsync(connection));
        var clock = Transcript.UsualClock;
        await new FixtureStore(database, new CountedIds(), iterations: 10).LoadAsync(ConformanceSuite.FixtureOf("fixtures/riga.yaml", clock), clock);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task G_4_an_entry_that_does_not_sum_to_zero_never_commits() =>
        (await RefusedAsync($"begin; {Header()} {Line(0, "cash/x", 100)} {Line(1, "income/x", -99)} commit"))
            .ConstraintName.Should().Be("entry_balanced");

    [Fact]
    public async Task G_4_an_entry_without_lines_never_commits() =>
        (await RefusedAsync($"begin; {Header()} commit")).ConstraintName.Should().Be("entry_balanced");

    [Fact]
    public async Task An_entry_is_closed_when_it_commits()
    {
        await DoAsync($"begin; {Header()} {Line(0, "cash/x", 100)} {Line(1, "income/x", -100)} commit");
        (await RefusedAsync(Line(2, "cash/x", 5) + Line(3, "income/x", -5))).MessageText.Should().Contain("closed");
    }

    [Theory]
    [InlineData("update posting set amount_minor = 1")]
    [InlineData("delete from posting")]
    [InlineData("truncate posting")]
    [InlineData("update ledger_entry set reason = 'x'")]
    [InlineData("delete from ledger_entry")]
    [InlineData("update ledger_seal set entries = 0")]
    [InlineData("delete from copy_card")]
    public async Task G_4_nothing_is_edited_or_deleted(string sql) => (await RefusedAsync(sql)).SqlState.Should().Be(PostgresErrorCodes.RestrictViolation);

    [Fact]
    public async Task An_entry_is_reversed_once()
    {
        await DoAsync($"begin; {Header()} {Line(0, "cash/x", 100)} {Line(1, "income/x", -100)} commit");
        string Reversal(string id) => $"begin; {Header(id, Entry)} {Line(0, "cash/x", -100, id)} {Line(1, "income/x", 100, id)} commit";
        await DoAsync(Reversal("00000000-0000-0000-0000-00000000abce"));
        (await RefusedAsync(Reversal("00000000-0000-0000-0000-00000000abcf"))).SqlState.Should().Be(PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task A_wallet_follows_its_postings_and_is_never_overdrawn()
    {
        var reader = await AskAsync("select reader_id::text from card where card_number = '2000001'");
        await DoAsync($"begin; {Header()} {Line(0, "cash/x", 100)} {Line(1, $"wallet/{reader}", -100)} commit");
        (await AskAsync("select available_minor::text from wallet")).Should().Be("100");
        var spend = $"begin; {Header("00000000-0000-0000-0000-00000000abce")} {Line(0, $"wallet/{reader}", 101, "00000000-0000-0000-0000-00000000abce")} {Line(1, "income/x", -101, "00000000-0000-0000-0000-00000000abce")} commit";
        (await RefusedAsync(spend)).ConstraintName.Should().Be("wallet_is_not_overdrawn");
    }

    [Fact]
    public async Task Right_books_are_verified_and_sealed_and_a_second_seal_finds_nothing_new()
    {
        var seals = new LedgerSeals(database, TimeProvider.System);
        (await seals.SealAsync(Network, CancellationToken.None)).Should().BeGreaterThan(10);
        (await seals.SealAsync(Network, CancellationToken.None)).Should().Be(0);
        (await WrongAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("update ledger_entry set reason = 'waived' where number = 3", "seals")]
    [InlineData("update posting set amount_minor = amount_minor + 1 where (entry_id, line) = (select entry_id, 0 from ledger_entry where number = 3)", "trial balance")]
    [InlineData("delete from ledger_entry where number = 3", "seals")]
    [InlineData("delete from posting where entry_id = (select entry_id from ledger_entry where number = 3)", "seals")]
    [InlineData("insert into wallet select network_id, reader_id, 'EUR', 5 from reader limit 1", "wallets against postings")]
    [InlineData("update charge set settled_at = now() where charge_number = 1", "charges against postings")]
    public async Task What_somebody_changes_past_the_guards_is_found(string sql, string check)
    {
        await new LedgerSeals(database, TimeProvider.System).SealAsync(Network, CancellationToken.None);
        await DoAsync($"set session_replication_role = replica; {sql}; reset session_replication_role");
        (await WrongAsync()).Should().Contain(check);
    }

    [Fact]
    public async Task Two_nodes_seal_each_entry_once()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new LedgerSeals(database, TimeProvider.System).SealAsync(Network, CancellationToken.None)));
        counts.Sum().Should().Be(int.Parse((await AskAsync("select count(*)::text from ledger_entry"))!, System.Globalization.CultureInfo.InvariantCulture));
        (await WrongAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_day_has_one_reconciliation()
    {
        var audit = new LedgerAudit(database, TimeProvider.System);
        var found = await audit.RunAsync(Network, static _ => { }, CancellationToken.None);
        (await audit.KeepAsync(Network, new(2026, 3, 2), found, CancellationToken.None)).Should().BeTrue();
        (await audit.KeepAsync(Network, new(2026, 3, 2), [], CancellationToken.None)).Should().BeFalse();
        (await audit.ReportsAsync(5, CancellationToken.None)).Should().ContainSingle().Which.Findings.Should().HaveCount(found.Length);
    }

    async Task<ImmutableArray<string>> WrongAsync() =>
        [.. (await new LedgerAudit(database, TimeProvider.System).RunAsync(Network, static _ => { }, CancellationToken.None)).Where(f => !f.IsClean).Select(f => f.Check)];

    static string Header(string id = Entry, string? reverses = null) =>
        $"insert into ledger_entry (network_id, entry_id, at, reason, agency_id, reverses) values ('{Network}', '{id}', now(), 'paid', 'RIGA', {(reverses is null ? "null" : $"'{reverses}'")});";

    static string Line(int line, string account, int amount, string id = Entry) =>
        $"insert into posting (network_id, entry_id, line, account, amount_minor, currency) values ('{Network}', '{id}', {line}, '{account}', {amount}, 'EUR');";

    async Task<PostgresException> RefusedAsync(string sql) => (await FluentActions.Awaiting(() => DoAsync(sql)).Should().ThrowAsync<PostgresException>()).Which;

    async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task<string?> AskAsync(string sql)
    {
        await using var ask = database.Source.CreateCommand(sql);
        return await ask.ExecuteScalarAsync() as string;
    }
}
