using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>Federated look-up between two instances of this server.</summary>
public sealed class RemoteReadersTests(TwoLibraries two) : IClassFixture<TwoLibraries>
{
    Task<RemoteAnswer> AskAsync(string card, string? pin = null) => two.Home.Server.Services.GetRequiredService<IRemoteReaders>()
        .LookUpAsync(new($"net-{two.Home.Agency}"), two.Home.Agency, two.Owner.Agency, new(card), pin, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Another_agency_tells_of_its_reader()
    {
        var reader = (await AskAsync($"{two.Owner.Agency}-N001")).Should().BeOfType<RemoteAnswer.Known>().Subject.Reader;
        reader.Card.Value.Should().Be($"{two.Owner.Agency}-N001");
        reader.Name.Should().Be("Reader 1");
        reader.Privileges.Should().ContainSingle().Which.Agency.Should().Be(two.Owner.Agency);
        reader.Blocks.Should().BeEmpty();
        reader.Owes.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_is_not_known_there_is_not_known() => (await AskAsync("nobody")).Should().BeOfType<RemoteAnswer.Unknown>();

    [Fact]
    public async Task A_pin_is_proved_there_and_a_wrong_one_says_nothing()
    {
        (await AskAsync($"{two.Owner.Agency}-N002", "1234")).Should().BeOfType<RemoteAnswer.Known>();
        (await AskAsync($"{two.Owner.Agency}-N002", "9999")).Should().BeOfType<RemoteAnswer.Denied>().Which.Problem.Should().Be("User Authentication Failed");
    }
}

/// <summary>A server that asks a library which behaves as a test says.</summary>
public class AskingServer : ServerFixture
{
    /// <summary>Long enough for a double on a busy machine.</summary>
    protected virtual int AnswerSeconds => 60;

    public const string User = "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId>";

    public PartnerDouble Remote { get; } = new();

    public Task<RemoteAnswer> AskAsync(string partner, string card = "c1") => Server.Services.GetRequiredService<IRemoteReaders>()
        .LookUpAsync(new("asking"), new("ASKS"), new(partner), new CardNumber(card), null, TestContext.Current.CancellationToken);

    /// <summary>How often a partner was asked.</summary>
    public int Asked(string partner) => Remote.All.Count(one => one.Document.Contains($"<ns1:AgencyId>{partner}</ns1:AgencyId>", StringComparison.Ordinal));

    /// <summary>What a partner does from now on.</summary>
    public void Behave(string partner, Func<Task<(int, string)>> behaviour)
    {
        var before = Remote.Answers;
        Remote.Answers = one => one.Document.Contains($"<ns1:AgencyId>{partner}</ns1:AgencyId>", StringComparison.Ordinal) ? behaviour() : before(one);
    }

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "asking.yaml");
        var partners = string.Concat(Enumerable.Range(1, 12).Select(n => $"\n  - {{id: R{n}, agency: ASKS, reach: \"{Remote.Address}\"}}"));
        File.WriteAllText(fixture, $$"""
            network: asking
            agencies: [{id: ASKS, name: Asking Library, library: hefei, locations: [{code: A-HALL, name: Hall}]}]
            partners:{{partners}}
            """);
        return standard with { Empty = false, Fixture = fixture, Remote = new() { AnswerSeconds = AnswerSeconds, AtOnce = 2, RestSeconds = 20, FreshSeconds = 3_600, KeptSeconds = 7_200 } };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Remote.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One that does not wait long.</summary>
public sealed class HurriedServer : AskingServer
{
    protected override int AnswerSeconds => 2;
}

/// <summary>Whatever the other end does, the answer is one of four, in time, and nobody is harmed (ncip-field H, turned round).</summary>
public sealed class RemoteFaultsTests(AskingServer server) : IClassFixture<AskingServer>
{
    Task<RemoteAnswer> AskAsync(string partner, string card = "c1") => server.AskAsync(partner, card);

    int Asked(string partner) => server.Asked(partner);

    void Behave(string partner, Func<Task<(int, string)>> behaviour) => server.Behave(partner, behaviour);

    public static TheoryData<string, int, string> Faults => new()
    {
        { "R1", 500, "broken" },
        { "R1", 200, "this is no XML" },
        { "R1", 200, "" },
        { "R2", 200, new string('x', 3_000_000) },
        { "R2", 200, "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\">" + Deep(100_000) },
        { "R2", 200, "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><NCIPMessage><LookupUserResponse><UserId><UserIdentifierValue>&a;</UserIdentifierValue></UserId></LookupUserResponse></NCIPMessage>" },
        { "R3", 200, PartnerDouble.Done("LookupItem", "<ItemId><ItemIdentifierValue>x</ItemIdentifierValue></ItemId>") },
        { "R3", 200, PartnerDouble.Problem("LookupUser", "Temporary Processing Failure") },
        { "R3", 302, "" },
    };

    static string Deep(int levels) => new StringBuilder().Insert(0, "<Ext>", levels).ToString();

    [Theory, MemberData(nameof(Faults))]
    public async Task What_can_not_be_understood_is_no_answer(string partner, int status, string body)
    {
        Behave(partner, () => Task.FromResult((status, body)));
        (await AskAsync(partner)).Should().BeOfType<RemoteAnswer.Unreachable>();
    }

    [Fact]
    public async Task An_answer_is_good_for_a_while_and_better_than_none_when_the_other_is_away()
    {
        Behave("R5", () => Task.FromResult((200, PartnerDouble.Done("LookupUser", AskingServer.User))));
        for (var n = 0; n < 5; n++) (await AskAsync("R5")).Should().BeOfType<RemoteAnswer.Known>();
        Asked("R5").Should().Be(1, "the other four are the first one's answer");
    }

    [Fact]
    public async Task No_more_than_a_few_ask_one_agency_at_once()
    {
        var (now, most) = (0, 0);
        var guard = new Lock();
        Behave("R6", async () =>
        {
            lock (guard) most = Math.Max(most, ++now);
            await Task.Delay(100);
            lock (guard) now--;
            return (200, PartnerDouble.Done("LookupUser", AskingServer.User));
        });
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => AskAsync("R6", $"c{n}")));
        most.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        Behave("R7", () => Task.FromResult((200, PartnerDouble.Problem("LookupUser", "User Access Denied"))));
        (await AskAsync("R7")).Should().Be(new RemoteAnswer.Denied("User Access Denied"));
        Behave("R8", () => Task.FromResult((200, PartnerDouble.Problem("LookupUser", "Unknown User"))));
        (await AskAsync("R8")).Should().BeOfType<RemoteAnswer.Unknown>();
    }
}

/// <summary>Who hangs costs an answer's time a few times, and then nothing.</summary>
public sealed class RemoteSilenceTests(HurriedServer server) : IClassFixture<HurriedServer>
{
    [Fact]
    public async Task Who_hangs_is_given_up_in_time_and_after_a_few_failures_not_asked_for_a_while()
    {
        var isHanging = true;
        server.Behave("R4", async () =>
        {
            if (Volatile.Read(ref isHanging)) await Task.Delay(TimeSpan.FromMinutes(10));
            return (200, PartnerDouble.Done("LookupUser", AskingServer.User));
        });
        for (var n = 0; n < 4; n++) (await server.AskAsync("R4")).Should().BeOfType<RemoteAnswer.Unreachable>();
        var asked = server.Asked("R4");
        for (var n = 0; n < 20; n++) (await server.AskAsync("R4")).Should().BeOfType<RemoteAnswer.Unreachable>().Which.Why.Should().Contain("left alone");
        server.Asked("R4").Should().Be(asked, "nobody is asked who is known to be away");
        Volatile.Write(ref isHanging, false);
        await Waiting.UntilAsync(async () => await server.AskAsync("R4") is RemoteAnswer.Known, "it is asked again after its rest");
    }
}
