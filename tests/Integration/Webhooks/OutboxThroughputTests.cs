using System.Globalization;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Webhooks;

/// <summary>
/// How many messages a second the outbox sends to others that answer at once, on this machine: read from the database's own clock, from the first to the last
/// answer that was noted. The figure is printed; what is proved is that each is sent once and in order,
/// and that none waits for the next look into the outbox, which comes too seldom for that.
/// </summary>
public sealed class OutboxThroughputTests(OutboxThroughputTests.LoadedServer server, ITestOutputHelper output) : IClassFixture<OutboxThroughputTests.LoadedServer>
{
    const int Messages = 1600;

    public sealed class LoadedServer : ServerFixture
    {
        public PartnerDouble[] Hooks { get; } = [.. Enumerable.Range(0, 8).Select(_ => new PartnerDouble())];

        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "loaded.yaml");
            File.WriteAllText(fixture, $$"""
                network: loaded
                agencies: [{id: LOAD, name: Loaded Library, library: hefei, locations: [{code: LD-HALL, name: Hall}]}]
                webhooks:
                {{string.Join("\n", Hooks.Select((hook, n) => $"  - {{id: hook{n}, agency: LOAD, url: \"{hook.Address}\", credentials: load, subscriptions: [item.checked-out]}}"))}}
                """);
            return standard with { Empty = false, Fixture = fixture, Outbox = new() { LookMilliseconds = 5_000 }, Credentials = new() { ["load"] = new() { SigningSecret = "secret" } } };
        }

        public async Task<T> AskAsync<T>(string sql)
        {
            await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
            await using var command = source.CreateCommand(sql);
            return (T)(await command.ExecuteScalarAsync())!;
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            foreach (var hook in Hooks) hook.Dispose();
        }
    }

    [Theory, InlineData(1), InlineData(8)]
    public async Task Messages_a_second(int destinations)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"load-{destinations}");
        await server.AskAsync<long>($$$"""
            with told as (
                insert into outbox (network_id, outbox_id, at, kind, destination, subject, about, body)
                select 'loaded', gen_random_uuid(), now(), 'webhook', 'hook' || n % {{{destinations}}}, 'item.checked-out', '{{{name}}}',
                       convert_to('{"type":"item.checked-out","run":"{{{name}}}","n":' || n || '}', 'UTF8')
                from generate_series(1, {{{Messages}}}) n
                returning destination),
            ready as (
                insert into outbox_destination (network_id, kind, destination, next_at)
                select distinct 'loaded', 'webhook', destination, clock_timestamp() from told
                on conflict do nothing)
            select count(*) from told
            """);
        await Waiting.UntilAsync(async () => await server.AskAsync<long>($"select count(*) from outbox where about = '{name}' and answered_at is null") == 0, "everything is sent");
        var perSecond = await server.AskAsync<double>(
            $"select (count(*) - 1) / extract(epoch from max(answered_at) - min(answered_at))::float8 from outbox where about = '{name}'");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{destinations} destinations: {perSecond:F0} messages/s"));
        TestContext.Current.SendDiagnosticMessage("Outbox to {0} destinations: {1:F0} messages/s", destinations, perSecond);
        foreach (var hook in server.Hooks.Take(destinations))
            hook.All.Where(one => one.Document.Contains($"\"{name}\"", StringComparison.Ordinal)).Select(one => int.Parse(one.Document.Split("\"n\":")[1].TrimEnd('}'), CultureInfo.InvariantCulture))
                .Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.HaveCount(Messages / destinations);
    }
}
