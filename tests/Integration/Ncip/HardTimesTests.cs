using FluentAssertions;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server behind a line to the database that can be cut, with a small allowance for each partner.</summary>
public sealed class HardTimesServer : NcipServer
{
    /// <summary>As many as a test says one after the other, and fewer than any machine answers at once.</summary>
    public const int PerSecond = 12;

    public DatabaseWire Wire { get; private set; } = null!;

    protected override ServerOptions Options(ServerOptions standard)
    {
        var mine = base.Options(standard);
        Wire = DatabaseWire.Around(standard.Connection!, out var through);
        return mine with { Connection = through, Limits = mine.Limits with { PartnerMessagesPerSecond = PerSecond } };
    }
}

/// <summary>What goes wrong around a message (ncip-field H 53, 54, 57).</summary>
public sealed class HardTimesTests(HardTimesServer server) : IClassFixture<HardTimesServer>
{
    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    async Task<string?> ProblemAsync(string service, string content, string from)
    {
        using var partner = server.Partner(from);
        return (await partner.AskAsync(service, content)).Element("Problem")?.Element("ProblemType")?.Value;
    }

    [Fact]
    public async Task H54_without_a_database_a_service_fails_for_the_moment_and_a_repetition_succeeds()
    {
        var request = User("r025") + Item("s025");
        (await ProblemAsync("LookupItem", Item("s025"), "AHEAD")).Should().BeNull();
        server.Wire.Cut();
        try
        {
            (await ProblemAsync("CheckOutItem", request, "AHEAD")).Should().Be("Temporary Processing Failure");
        }
        finally
        {
            server.Wire.Mend();
        }
        await Waiting.UntilAsync(async () => await ProblemAsync("CheckOutItem", request, "AHEAD") is null, "the repetition succeeds");
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 's025'")).Should().Be(1L);
    }

    [Fact]
    public async Task H53_who_hangs_up_before_the_answer_gets_it_with_the_repetition()
    {
        using var partner = server.Partner("ILL");
        var message = System.Text.Encoding.UTF8.GetBytes(partner.Message("CheckOutItem", User("r026") + Item("s026")));
        for (var n = 0; n < 3; n++)
        {
            await using var line = await server.ConnectAsync("ncip");
            await line.WriteAsync(message);
        }
        (await partner.AskAsync("CheckOutItem", User("r026") + Item("s026"))).Element("Problem").Should().BeNull();
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 's026'")).Should().Be(1L);
    }

    [Fact]
    public async Task H57_a_card_is_locked_after_wrong_pins_and_a_partner_that_hurries_is_told_to_slow_down()
    {
        static string Secret(string pin) => string.Concat(((string[])["Barcode Id|r027", $"PIN|{pin}"]).Select(pair =>
            $"<AuthenticationInput><AuthenticationInputData>{pair.Split('|')[1]}</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>{pair.Split('|')[0]}</AuthenticationInputType></AuthenticationInput>"));
        for (var n = 0; n < 10; n++) (await ProblemAsync("LookupUser", Secret("9999"), "HEADLESS")).Should().Be("User Authentication Failed");
        (await ProblemAsync("LookupUser", Secret("0027"), "HEADLESS")).Should().Be("User Authentication Failed", "the card is locked for a while");

        var answers = await Task.WhenAll(Enumerable.Range(0, HardTimesServer.PerSecond * 20).Select(_ => ProblemAsync("LookupItem", Item("b1"), "OLD")));
        answers.Should().Contain("Temporary Processing Failure").And.Contain((string?)null);
    }
}
