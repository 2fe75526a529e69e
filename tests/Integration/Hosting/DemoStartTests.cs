using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Hosting;

/// <summary>The demonstration on a real database, and what the start tells of it.</summary>
public sealed class DemoStartTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demonstration_loads_once_and_the_start_prints_a_card_of_each_library_and_writes_demo_json()
    {
        var libraries = LibraryFiles.Load().OrThrow();
        var store = new FixtureStore(postgres.Database, new CountedIds(), iterations: 1);
        var now = TimeProvider.System.GetUtcNow();
        using var folder = DataFolder.Open(TestCluster.NewFolder("demo"));
        var lines = new DemoLines(store, libraries, folder, TimeProvider.System);
        (await lines.LinesAsync(Cancel)).Should().BeEmpty("nothing is loaded yet");

        var loaded = await Demo.LoadAsync(store, libraries, now, cancel: Cancel);
        loaded.Should().HaveCount(5).And.OnlyContain(network => !network.AlreadyThere && network.Readers >= 200 && network.Items >= 2000);
        (await Demo.LoadAsync(store, libraries, now, cancel: Cancel)).Should().OnlyContain(network => network.AlreadyThere);

        var agencies = Demo.Read(libraries, now).SelectMany(network => network.Agencies).Select(agency => agency.Id.Value).ToArray();
        (await lines.LinesAsync(Cancel)).Where(line => line.Contains(" login ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).Should().Equal(agencies);
        var demo = JsonDocument.Parse(await File.ReadAllTextAsync(folder.DemoFile, Cancel));
        demo.RootElement.GetProperty("agencies").EnumerateArray().Select(a => a.GetProperty("id").GetString()).Should().Equal(agencies);
    }
}
