using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>What was to be told is told also when the server dies in the middle of telling it.</summary>
public sealed class OutboxCrashTests : IDisposable
{
    readonly string data = TestCluster.NewFolder("crash");
    readonly PartnerDouble ears = new();

    public void Dispose()
    {
        TestCluster.Remove(data);
        ears.Dispose();
    }

    /// <param name="answerSeconds">Whoever answers is given more time than a busy machine takes.</param>
    async Task<ServerProcess> StartAsync(int answerSeconds = 30)
    {
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"),
            $$$"""{"Outbox": {"AnswerSeconds": {{{answerSeconds}}}, "FirstRetryMilliseconds": 100, "LongestRetrySeconds": 1, "LookMilliseconds": 100}}""");
        var fixture = Path.Combine(data, "crash.yaml");
        await File.WriteAllTextAsync(fixture, $$"""
            network: crash
            agencies: [{id: CRASH, name: Crash Library, library: hefei, locations: [{code: C-HALL, name: Hall}]}]
            partners:
              - {id: ACTS, agency: CRASH}
              - {id: EARS, agency: CRASH, permissions: [staff-data], reach: "{{ears.Address}}", subscriptions: [ItemCheckedOut, ItemCheckedIn]}
            titles: [{record: t1, name: One}]
            items: [{barcode: i1, title: t1, agency: CRASH}]
            readers: [{card: c1, agency: CRASH, name: One}]
            """);
        return await ServerProcess.ServeAsync(data, "--fixture", fixture);
    }

    static async Task ActAsync(ServerProcess server, string service, string content)
    {
        using var partner = new NcipClient(new($"http://{server.EndPoint("http")}/ncip"), "ACTS", "CRASH");
        (await partner.AskAsync(service, content)).Element("Problem").Should().BeNull();
    }

    async Task<int> WaitingAsync()
    {
        var (code, output, errors) = await ServerProcess.RunAsync("outbox", "--json", "--data", data);
        code.Should().Be(0, errors);
        return JsonDocument.Parse(output).RootElement.GetArrayLength();
    }

    [Fact]
    public async Task Killed_between_sending_and_the_answer_it_tells_it_again_under_the_same_name_in_order_and_then_never_more()
    {
        const string Item = "<ItemId><ItemIdentifierValue>i1</ItemIdentifierValue></ItemId>";
        var isSilent = true;
        ears.Answers = async one =>
        {
            if (Volatile.Read(ref isSilent)) await Task.Delay(TimeSpan.FromMinutes(5));
            return (200, PartnerDouble.Done(one.Service));
        };
        string key;
        await using (var first = await StartAsync(answerSeconds: 1))
        {
            await ActAsync(first, "CheckOutItem", "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId>" + Item);
            await ActAsync(first, "CheckInItem", Item);
            key = (await ears.WaitAsync(1))[0].Key!;
            await first.KillAsync();
        }
        Volatile.Write(ref isSilent, false);
        await using var second = await StartAsync();
        await Waiting.UntilAsync(() => ears.All.Any(one => one.Service == "ItemCheckedIn"), "the second message");
        ears.All.SkipLast(1).Should().HaveCountGreaterThan(1).And.OnlyContain(one => one.Key == key && one.Service == "ItemCheckedOut", "it is the same message until it was answered");
        ears.All[^1].Service.Should().Be("ItemCheckedIn");
        await Waiting.UntilAsync(async () => await WaitingAsync() == 0, "nothing waits any more");
        (await second.StopAsync()).ExitCode.Should().Be(0);
        var before = ears.All.Count;
        await using var third = await StartAsync();
        await ActAsync(third, "CheckOutItem", "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId>" + Item);
        var all = await ears.WaitAsync(before + 1);
        all.Should().HaveCount(before + 1, "what was answered is not told again by a later start");
        all.Select(one => one.Key).Distinct().Should().HaveCount(3);
    }
}
