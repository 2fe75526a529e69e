using FluentAssertions;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

public sealed class DatabaseTests
{
    [Fact]
    public async Task Connections_of_before_an_outage_cost_nobody_an_answer()
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        await using var database = Database.Open(connection + ";Minimum Pool Size=0");
        await database.WarmAsync(TestContext.Current.CancellationToken);
        await using (var owner = new NpgsqlConnection(await PostgresFixture.AsOwnerAsync(connection) + ";Pooling=false"))
        {
            await owner.OpenAsync(TestContext.Current.CancellationToken);
            await using var end = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", owner);
            (await end.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(2L, "one connection of each pool");
        }

        database.Forget();

        await database.PingAsync(TestContext.Current.CancellationToken);
        await using var load = await database.ConnectToLoadAsync(TestContext.Current.CancellationToken);
        await using var ask = new NpgsqlCommand("select 1", load);
        (await ask.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }
}
