using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server that tells a partner things behind a line to the database that can be cut.</summary>
public sealed class CutOffServer : ServerFixture
{
    public PartnerDouble Ears { get; } = new();

    public DatabaseWire Wire { get; private set; } = null!;

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "cut.yaml");
        File.WriteAllText(fixture, $$"""
            network: cut
            agencies: [{id: CUT, name: Cut-off Library, library: hefei, locations: [{code: U-HALL, name: Hall}]}]
            partners:
              - {id: ACTS, agency: CUT}
              - {id: EARS, agency: CUT, permissions: [staff-data], reach: "{{Ears.Address}}", subscriptions: [ItemCheckedOut]}
            titles: [{record: t1, name: One}]
            items: [{barcode: i1, title: t1, agency: CUT}, {barcode: i2, title: t1, agency: CUT}]
            readers: [{card: c1, agency: CUT, name: One}]
            """);
        Wire = DatabaseWire.Around(standard.Connection!, out var through);
        return standard with { Empty = false, Fixture = fixture, Connection = through, Outbox = new() { AnswerSeconds = 30, FirstRetryMilliseconds = 100, LookMilliseconds = 100 } };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Ears.Dispose();
    }
}

public sealed class OutboxHardTimesTests(CutOffServer server) : IClassFixture<CutOffServer>
{
    async Task LendAsync(string item)
    {
        using var partner = new NcipClient(server.Http("/ncip"), "ACTS", "CUT");
        (await partner.AskAsync("CheckOutItem", $"<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>{item}</ItemIdentifierValue></ItemId>"))
            .Element("Problem").Should().BeNull();
    }

    [Fact]
    public async Task An_answer_that_comes_while_the_database_is_away_is_noted_when_it_is_back_and_nobody_is_told_twice()
    {
        var lent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Ears.Answers = async one =>
        {
            if (one.Document.Contains(">i1<", StringComparison.Ordinal))
            {
                // The message may be sent before who has lent it has heard that it is done.
                await lent.Task;
                server.Wire.Cut();
                _ = Task.Run(async () =>
                {
                    var health = server.Server.Services.GetRequiredService<DatabaseHealth>();
                    await Waiting.UntilAsync(() => !health.IsUp, "the server notices");
                    server.Wire.Mend();
                });
            }
            return (200, PartnerDouble.Done(one.Service));
        };
        await LendAsync("i1");
        lent.SetResult();
        await server.Ears.WaitAsync(1);
        // Once the next message has come, the first one was done with.
        await Waiting.UntilAsync(async () =>
        {
            try
            {
                await LendAsync("i2");
                return true;
            }
            catch (Exception away) when (away is FluentAssertions.Execution.AssertionFailedException or HttpRequestException or InvalidDataException)
            {
                return false;
            }
        }, "the database is back");
        await Waiting.UntilAsync(() => Task.FromResult(server.Ears.All.Any(one => one.Document.Contains(">i2<", StringComparison.Ordinal))), "the second message");
        server.Ears.All.Count(one => one.Document.Contains(">i1<", StringComparison.Ordinal)).Should().Be(1);
    }
}
