using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

public sealed class MigratorTests : IAsyncLifetime
{
    static readonly Migration One = Migration.Parse("0001_one", "CREATE TABLE one (n integer);\nCREATE TABLE first (n integer);");
    static readonly Migration Two = Migration.Parse("0002_two", "CREATE TABLE two (n integer);");

    Database database = null!;

    public async ValueTask InitializeAsync() => database = Database.Open(await PostgresFixture.NewDatabaseAsync(isMigrated: false));

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Steps_are_applied_once_and_in_order()
    {
        (await With(One).ApplyAsync()).Should().Be(1);
        (await With(One, Two).ApplyAsync()).Should().Be(1);
        (await With(One, Two).ApplyAsync()).Should().Be(0);
        (await With(One, Two).VersionAsync()).Should().Be(2);
    }

    [Fact]
    public async Task Servers_that_start_together_apply_each_step_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => With(One, Two).ApplyAsync()));
        applied.Sum().Should().Be(2);
    }

    [Fact]
    public async Task A_released_step_that_was_edited_is_refused_by_name()
    {
        await With(One).ApplyAsync();
        var edited = Migration.Parse("0001_one", One.Sql + "\n-- edited");

        (await FluentActions.Awaiting(() => With(edited).ApplyAsync()).Should().ThrowAsync<SetupException>()).WithMessage("Migration 0001_one is not the text*");
    }

    [Fact]
    public async Task Line_ends_of_a_check_out_change_nothing()
    {
        await With(One).ApplyAsync();
        (await With(Migration.Parse("0001_one", One.Sql.Replace("\n", "\r\n", StringComparison.Ordinal))).ApplyAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await With(One, Two).ApplyAsync();
        (await FluentActions.Awaiting(() => With(One).ApplyAsync()).Should().ThrowAsync<SetupException>()).WithMessage("*version 2*up to 1*newer program*");
    }

    [Fact]
    public async Task A_step_that_fails_leaves_no_trace_and_keeps_the_steps_before_it()
    {
        var broken = Migration.Parse("0002_broken", "CREATE TABLE half (n integer); SELECT 1/0;");
        (await FluentActions.Awaiting(() => With(One, broken).ApplyAsync()).Should().ThrowAsync<SetupException>()).WithMessage("*0002_broken*division by zero*");

        (await With(One, Two).ApplyAsync()).Should().Be(1);
        await using var half = database.Source.CreateCommand("SELECT to_regclass('half') IS NULL");
        (await half.ExecuteScalarAsync()).Should().Be(true);
    }

    [Fact]
    public async Task The_program_s_own_steps_apply_to_an_empty_database() =>
        (await new Migrator(database, TimeProvider.System, NullLogger.Instance).ApplyAsync()).Should().Be(Migration.BuiltIn.Count);

    Migrator With(params Migration[] steps) => new(database, TimeProvider.System, NullLogger.Instance, steps);
}
