using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Hosting;

public sealed class FirstStartTests : IDisposable
{
    readonly string data = TestCluster.NewFolder("first");
    readonly CountedLoad load = new();

    public void Dispose() => TestCluster.Remove(data);

    [Fact]
    public async Task A_database_is_filled_once_in_its_life()
    {
        var options = await OptionsAsync();
        await StartAndStopAsync(options with { Fixture = "town.yaml" });
        await StartAndStopAsync(options);
        load.Calls.Should().Equal("town.yaml");
    }

    [Fact]
    public async Task A_load_that_was_broken_off_is_done_again_at_the_next_start()
    {
        var options = await OptionsAsync();
        load.Fails = true;
        await FluentActions.Awaiting(() => StartAndStopAsync(options)).Should().ThrowAsync<InvalidOperationException>();

        load.Fails = false;
        await StartAndStopAsync(options);
        load.Calls.Should().Equal("demo", "demo");
    }

    [Fact]
    public async Task Empty_loads_nothing_now_and_later()
    {
        var options = await OptionsAsync();
        await StartAndStopAsync(options with { Empty = true });
        await StartAndStopAsync(options);
        load.Calls.Should().BeEmpty();
    }

    async Task<ServerOptions> OptionsAsync() => new()
    {
        Data = data, Sip2Port = 0, Sip2TlsPort = -1, NcipPort = -1, HttpPort = 0,
        Connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true),
    };

    async Task StartAndStopAsync(ServerOptions options)
    {
        await using var server = await RunningServer.StartAsync(options, TextWriter.Null, TimeProvider.System, services =>
        {
            foreach (var other in services.Where(service => service.ServiceType == typeof(IFirstStartLoad)).ToArray()) services.Remove(other);
            services.AddSingleton<IFirstStartLoad>(load);
        });
    }

    sealed class CountedLoad : IFirstStartLoad
    {
        public List<string> Calls { get; } = [];

        public bool Fails { get; set; }

        public Task LoadAsync(string? fixture, CancellationToken cancel)
        {
            Calls.Add(fixture ?? "demo");
            return Fails ? throw new InvalidOperationException("The power went.") : Task.CompletedTask;
        }
    }
}
