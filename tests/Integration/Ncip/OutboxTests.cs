using FluentAssertions;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server whose partners are told things; three other libraries as doubles.</summary>
public sealed class TellingServer : ServerFixture
{
    public PartnerDouble Ears { get; } = new();

    public PartnerDouble Deaf { get; } = new();

    public PartnerDouble Old { get; } = new();

    /// <summary>A partner whose responder is this server itself, over bare TCP, so that a repetition can be seen from the other side.</summary>
    public int OwnTcpPort { get; } = PartnerDouble.FreePort();

    public int OwnTlsPort { get; } = PartnerDouble.FreePort();

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "telling.yaml");
        File.WriteAllText(fixture, $$"""
            network: telling
            agencies:
              - {id: TOLD, name: Told Library, library: hefei, locations: [{code: T-HALL, name: Hall}, {code: T-NIGHT, name: Night return}]}
              - {id: QUIET, name: Quiet Library, library: hefei, locations: [{code: Q-HALL, name: Hall}]}
              - {id: MIRROR, name: Mirror Library, library: hefei, locations: [{code: M-HALL, name: Hall}]}
              - {id: SAFE, name: Safe Library, library: hefei, locations: [{code: S-HALL, name: Hall}]}
              - {id: WEB, name: Web Library, library: hefei, locations: [{code: W-HALL, name: Hall}]}
            terminals:
              - {login: tell-sc, secret: secret1, agency: TOLD, kind: self-check, permissions: [pay, block, update-item]}
            partners:
              - {id: ACTS, agency: TOLD, agencies: [QUIET], permissions: [pay, block, update-item, staff-data]}
              - {id: EARS, agency: TOLD, permissions: [staff-data], reach: "{{Ears.Address}}", credentials: ears,
                 subscriptions: [ItemCheckedOut, ItemCheckedIn, ItemRenewed, ItemRequested, ItemRequestCancelled, ItemUpdated, UserUpdated, UserFiscalTransactionCreated]}
              - {id: DEAF, agency: TOLD, permissions: [staff-data], reach: "{{Deaf.Address}}", subscriptions: [ItemCheckedOut]}
              - {id: OLD, agency: TOLD, version: "1.0", reach: "{{Old.Address}}", habits: [answers-nothing], subscriptions: [ItemCheckedIn]}
              - {id: MIRROR, agency: TOLD, permissions: [staff-data], reach: "tcp://127.0.0.1:{{OwnTcpPort}}", subscriptions: [ItemCheckedOut]}
              - {id: TOLD, agency: MIRROR, agencies: [SAFE, WEB]}
              - {id: SAFE, agency: TOLD, permissions: [staff-data], reach: "tls://127.0.0.1:{{OwnTlsPort}}", credentials: own, subscriptions: [ItemRecalled]}
              - {id: WEB, agency: TOLD, permissions: [staff-data], reach: "https://127.0.0.1:{{OwnTlsPort}}/ncip", credentials: own, subscriptions: [ItemRecalled]}
              - {id: WARY, agency: TOLD, permissions: [staff-data], reach: "https://127.0.0.1:{{OwnTlsPort}}/ncip", subscriptions: [ItemRecalled]}
            titles: [{record: t1, name: 红楼梦, author: 曹雪芹}]
            series:
              - items: 20
                each: {barcode: "x{n:2}", title: t1, agency: TOLD}
              - readers: 20
                each: {card: "k{n:2}", agency: TOLD, name: "读者{n}", pin: "1234"}
            items: [{barcode: q1, title: t1, agency: QUIET}]
            """);
        return standard with
        {
            Empty = false, Fixture = fixture, NcipPort = OwnTcpPort, NcipTlsPort = OwnTlsPort,
            Outbox = new() { FirstRetryMilliseconds = 200, LongestRetrySeconds = 1, AnswerSeconds = 20, LookMilliseconds = 200 },
            Credentials = new() { ["ears"] = new() { AgencySecret = "open-sesame", User = "told", Password = "hall", Header = "X-Api-Key", Token = "k-77" },
                ["own"] = new() { AuthorityPath = Path.Combine(Folder, "certificates", "development.pem") } },
        };
    }

    public async Task<object?> DatabaseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Ears.Dispose();
        Deaf.Dispose();
        Old.Dispose();
    }
}

/// <summary>What happens is told to the partners that want to know: in order, until they answer, and not again after that.</summary>
public sealed class OutboxTests(TellingServer server) : IClassFixture<TellingServer>
{
    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    async Task ActAsync(string service, string content, string to = "TOLD")
    {
        using var partner = new NcipClient(server.Http("/ncip"), "ACTS", to);
        (await partner.AskAsync(service, content)).Element("Problem").Should().BeNull();
    }

    static IReadOnlyList<PartnerDouble.Received> About(PartnerDouble partner, string number) =>
        [.. partner.All.Where(one => one.Document.Contains($">{number}<", StringComparison.Ordinal))];

    static Task HeardAsync(PartnerDouble partner, string number, int count) =>
        Waiting.UntilAsync(() => Task.FromResult(About(partner, number).Count >= count), $"{count} messages about {number}");

    async Task<string?> OutcomeAsync(string destination, string about) => await server.DatabaseAsync(
        $"select outcome from outbox where destination = 'TOLD > {destination}' and about = '{about}' order by seq desc limit 1") as string;

    [Fact]
    public async Task A_subscriber_is_told_in_the_order_in_which_it_happened()
    {
        await ActAsync("CheckOutItem", User("k01") + Item("x01"));
        await ActAsync("RenewItem", User("k01") + Item("x01"));
        await ActAsync("CheckInItem", Item("x01"));
        await HeardAsync(server.Ears, "x01", 3);
        var told = About(server.Ears, "x01");
        told.Select(one => one.Service).Should().Equal("ItemCheckedOut", "ItemRenewed", "ItemCheckedIn");
        foreach (var one in told) NcipSchemas.Mistakes(one.Document).Should().BeEmpty();
        told.Select(one => one.Key).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        told[0].Document.Should().Contain("<ns1:FromAgencyAuthentication>open-sesame</ns1:FromAgencyAuthentication>").And.Contain("k01");
        told[0].Authorization.Should().Be("Basic " + Convert.ToBase64String("told:hall"u8));
        told[0].Token.Should().Be("k-77");
        await Waiting.UntilAsync(async () => await OutcomeAsync("EARS", "x01") == "done", "the answer is noted");
        (await server.DatabaseAsync("select count(*) from outbox where about = 'x01' and destination = 'TOLD > EARS' and length(body) > 0")).Should().Be(0L, "what was told is not kept");
    }

    [Fact]
    public async Task Another_agency_another_notification_and_what_one_has_done_oneself_are_not_told()
    {
        await ActAsync("CheckOutItem", User("k02") + Item("q1"), "QUIET");
        await ActAsync("CheckOutItem", User("k02") + Item("x02"));
        await HeardAsync(server.Ears, "x02", 1);
        About(server.Ears, "q1").Should().BeEmpty();
        (await server.DatabaseAsync("select count(*) from outbox where destination like '%ACTS'")).Should().Be(0L);
    }

    [Fact]
    public async Task An_empty_answer_is_one_where_the_partner_is_known_for_it()
    {
        server.Old.Answers = static _ => Task.FromResult((200, " \n"));
        await ActAsync("CheckOutItem", User("k16") + Item("x16"));
        await ActAsync("CheckInItem", Item("x16"));
        await Waiting.UntilAsync(async () => await OutcomeAsync("OLD", "x16") == "done", "an answer");
        About(server.Old, "x16").Should().ContainSingle();
    }

    [Fact]
    public async Task H58_an_old_partner_without_a_right_to_staff_data_hears_in_its_version_and_not_who()
    {
        await ActAsync("CheckOutItem", User("k03") + Item("x03"));
        await ActAsync("CheckInItem", Item("x03"));
        await HeardAsync(server.Old, "x03", 1);
        var told = About(server.Old, "x03").Single();
        NcipSchemas.Mistakes(told.Document).Should().BeEmpty();
        told.Document.Should().Contain("<UniqueItemId>").And.NotContain("k03");
    }

    [Fact]
    public async Task A_partner_that_fails_holds_up_nobody_and_gets_all_of_it_in_order_when_it_is_back()
    {
        var isBack = false;
        server.Deaf.Answers = one => Task.FromResult(Volatile.Read(ref isBack) ? (200, PartnerDouble.Done(one.Service)) : (503, "away"));
        await ActAsync("CheckOutItem", User("k04") + Item("x04"));
        await ActAsync("CheckOutItem", User("k04") + Item("x05"));
        await HeardAsync(server.Ears, "x05", 1);
        await HeardAsync(server.Deaf, "x04", 3);
        About(server.Deaf, "x05").Should().BeEmpty("the one before it was not answered yet");
        (await server.DatabaseAsync("select last_error from outbox_destination where destination = 'TOLD > DEAF'")).Should().BeOfType<string>().Which.Should().Contain("503");
        Volatile.Write(ref isBack, true);
        await HeardAsync(server.Deaf, "x05", 1);
        await Waiting.UntilAsync(async () => await OutcomeAsync("DEAF", "x05") == "done", "the answer is noted");
        About(server.Deaf, "x04").Select(one => one.Key).Distinct().Should().ContainSingle("a repetition carries the same name");
        About(server.Deaf, "x05").Should().ContainSingle("it was answered at once");
    }

    [Theory]
    [InlineData("Unsupported Service", true)]
    [InlineData("Temporary Processing Failure", false)]
    [InlineData("Agency Authentication Failed", false)]
    public async Task A_refusal_is_an_answer_and_a_failure_for_the_moment_is_none(string problem, bool isAnswer)
    {
        var number = problem switch { "Unsupported Service" => "06", "Temporary Processing Failure" => "07", _ => "08" };
        var asked = 0;
        server.Deaf.Answers = one => Task.FromResult((200, one.Document.Contains($">x{number}<", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 1
            ? PartnerDouble.Problem(one.Service, problem) : PartnerDouble.Done(one.Service)));
        await ActAsync("CheckOutItem", User("k" + number) + Item("x" + number));
        await Waiting.UntilAsync(async () => await OutcomeAsync("DEAF", "x" + number) is not null, "an answer");
        (await OutcomeAsync("DEAF", "x" + number)).Should().Be(isAnswer ? problem : "done");
        About(server.Deaf, "x" + number).Should().HaveCount(isAnswer ? 1 : 2);
    }

    [Theory]
    [InlineData("09", "this is no XML")]
    [InlineData("10", "<html><body>It works</body></html>")]
    [InlineData("11", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><NCIPMessage><ItemCheckedOutResponse>&b;</ItemCheckedOutResponse></NCIPMessage>")]
    [InlineData("12", "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\"><ItemRenewedResponse/></NCIPMessage>")]
    public async Task Garbage_is_no_answer_and_harms_nobody(string number, string garbage)
    {
        var asked = 0;
        server.Deaf.Answers = one => Task.FromResult((200, one.Document.Contains($">x{number}<", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 1
            ? garbage : PartnerDouble.Done(one.Service)));
        await ActAsync("CheckOutItem", User("k" + number) + Item("x" + number));
        await Waiting.UntilAsync(async () => await OutcomeAsync("DEAF", "x" + number) == "done", "an answer");
        About(server.Deaf, "x" + number).Should().HaveCount(2);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_none_and_the_message_comes_again_under_the_same_name()
    {
        var asked = 0;
        server.Deaf.Answers = async one =>
        {
            if (one.Document.Contains(">x14<", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 1)
                await Waiting.UntilAsync(() => Volatile.Read(ref asked) > 1, "the second attempt");
            return (200, PartnerDouble.Done(one.Service));
        };
        await ActAsync("CheckOutItem", User("k14") + Item("x14"));
        await Waiting.UntilAsync(async () => await OutcomeAsync("DEAF", "x14") == "done", "an answer");
        About(server.Deaf, "x14").Should().HaveCount(2);
        About(server.Deaf, "x14").Select(one => one.Key).Distinct().Should().ContainSingle();
        About(server.Deaf, "x14").Select(one => one.Document).Distinct().Should().ContainSingle("byte for byte");
    }

    [Fact]
    public async Task Over_bare_tcp_a_message_reaches_another_agency_of_this_server_and_is_kept_once()
    {
        await ActAsync("CheckOutItem", User("k13") + Item("x13"));
        await Waiting.UntilAsync(async () => await OutcomeAsync("MIRROR", "x13") == "done", "an answer");
        (await server.DatabaseAsync("select count(*) from partner_news where barcode = 'x13' and partner = 'ncip/TOLD' and agency_id = 'MIRROR'")).Should().Be(1L);
    }

    [Fact]
    public async Task Over_TLS_only_who_shows_a_certificate_of_the_named_authority_is_told()
    {
        await ActAsync("CheckOutItem", User("k15") + Item("x15"));
        await ActAsync("RecallItem", Item("x15"));
        foreach (var partner in (string[])["SAFE", "WEB"])
        {
            await Waiting.UntilAsync(async () => await OutcomeAsync(partner, "x15") == "done", $"an answer of {partner}");
            (await server.DatabaseAsync($"select count(*) from partner_news where barcode = 'x15' and service = 'ItemRecalled' and agency_id = '{partner}'")).Should().Be(1L);
        }
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select last_error from outbox_destination where destination = 'TOLD > WARY'") is string, "an attempt");
        (await OutcomeAsync("WARY", "x15")).Should().BeNull("nobody vouches for that certificate");
    }

    [Fact]
    public async Task The_same_message_twice_is_one_and_two_alike_with_different_names_are_two()
    {
        using var http = new HttpClient();
        using var partner = new NcipClient(server.Http("/ncip"), "TOLD", "MIRROR");
        var document = partner.Message("ItemCheckedIn", Item("twice-1"));
        foreach (var key in (string[])["a", "a", "b", "a"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Http("/ncip")) { Content = new StringContent(document) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await http.SendAsync(request);
            NcipClient.Read(await answer.Content.ReadAsStringAsync()).Descendants("Problem").Should().BeEmpty();
        }
        (await server.DatabaseAsync("select count(*) from partner_news where barcode = 'twice-1'")).Should().Be(2L);
    }
}
