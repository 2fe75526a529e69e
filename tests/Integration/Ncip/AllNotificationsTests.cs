using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Jobs;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server with a subscriber of every version, over HTTP and bare TCP, one that must not see readers, and one that hears nothing of titles.</summary>
public sealed class NewsServer : ServerFixture
{
    /// <summary>Version and transport of each subscriber.</summary>
    public static readonly (string Version, string Transport)[] Subscribers = [("2.02", "http"), ("2.01", "tcp"), ("2.0", "http"), ("1.01", "tcp"), ("1.0", "http"), ("2.02", "tcp")];

    public LineDouble[] Ears { get; } = [.. Subscribers.Select(_ => new LineDouble())];

    public LineDouble Shy { get; } = new();

    public PartnerDouble Sms { get; } = new();

    public static string NameOf(int subscriber) => $"EARS-{subscriber}";

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "news.yaml");
        var all = string.Join(", ", Domain.Partners.Notifications.All);
        var ears = string.Join("\n", Subscribers.Select((one, n) =>
            $"  - {{id: {NameOf(n)}, agency: NEWS, version: \"{one.Version}\", permissions: [staff-data, update-item], reach: \"{Ears[n].Address(one.Transport)}\", subscriptions: [{all}], "
            + $"interlibrary: {{lends: true, card: LIB-{n}, loan-days: 21}}}}"));
        File.WriteAllText(fixture, $$"""
            network: news
            agencies: [{id: NEWS, name: News Library, library: hefei, locations: [{code: N-HALL, name: Hall}, {code: N-NIGHT, name: Night return}]}]
            terminals: [{login: news-sc, secret: secret1, agency: NEWS, kind: self-check, permissions: [pay, block, update-item]}]
            partners:
              - {id: ACTS, agency: NEWS, permissions: [pay, block, update-item, staff-data, enrol, agencies], item-kind: book}
              - {id: SHY, agency: NEWS, version: "2.0", hidden: [Bibliographic Description], reach: "{{Shy.Address("tcp")}}", subscriptions: [{{all}}]}
            {{ears}}
            webhooks: [{id: news-sms, agency: NEWS, url: "{{Sms.Address}}", credentials: sms, permissions: [staff-data], subscriptions: [reader.notice]}]
            titles: [{record: t1, name: 红楼梦, author: 曹雪芹}, {record: t2, name: 水浒传}]
            items:
              - {barcode: n-late, title: t1, agency: NEWS}
              - {barcode: n-held, title: t2, agency: NEWS}
            loans: [{item: n-late, card: k01, agency: NEWS, due: -1d}]
            charges: [{card: k15, agency: NEWS, type: "07", amount: "20.00"}]
            series:
              - items: 30
                each: {barcode: "n{n:2}", title: t1, agency: NEWS}
              - readers: 30
                each: {card: "k{n:2}", agency: NEWS, name: "读者{n}", pin: "1234", email: "k{n}@example.org"}
              - readers: 6
                each: {card: "LIB-{n-1}", agency: NEWS, name: "Library {n}"}
            """);
        return standard with
        {
            Empty = false, Fixture = fixture, Outbox = new() { FirstRetryMilliseconds = 200, LongestRetrySeconds = 1, AnswerSeconds = 60, LookMilliseconds = 200 },
            Credentials = new() { ["sms"] = new() { SigningSecret = "secret" } },
        };
    }

    internal Task<JobResult> RunAsync(string job) => Server.Services.GetRequiredService<JobRunner>().RunAsync(JobCatalog.Find(job)!, null, CancellationToken.None);

    public async Task<object?> DatabaseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var one in Ears) one.Dispose();
        Shy.Dispose();
        Sms.Dispose();
    }
}

/// <summary>
/// Every notification, brought about by what a machine, a partner or a job does, on the wire: to a subscriber of each version, over HTTP and TCP, valid by
/// its schema; and to one that sees no readers and no titles, without them (issue 4, 1; H58).
/// </summary>
public sealed class AllNotificationsTests(NewsServer server) : IClassFixture<NewsServer>
{
    const string Date = "20260310    121500";

    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    async Task AskAsync(string service, string content, string from = "ACTS")
    {
        using var partner = new NcipClient(server.Http("/ncip"), from, "NEWS");
        (await partner.AskAsync(service, content)).Elements("Problem").Should().BeEmpty();
    }

    async Task SayAsync(string message, string begin)
    {
        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "news-sc", "secret1");
        (await desk.AskAsync(message)).Should().StartWith(begin);
    }

    static PartnerDouble.Received[] Of(LineDouble ears, string service, string about) =>
        [.. ears.All.Where(one => one.Service == service && one.Document.Contains(about, StringComparison.Ordinal))];

    /// <summary>Each subscriber hears it once, in a valid message of its version.</summary>
    async Task HeardAsync(string service, string about)
    {
        for (var n = 0; n < server.Ears.Length; n++)
        {
            var (ears, version) = (server.Ears[n], NewsServer.Subscribers[n].Version);
            await Waiting.UntilAsync(() => Task.FromResult(Of(ears, service, about).Length > 0), $"{service} about {about} in {version}; there were {string.Join(", ", ears.All.Select(one => one.Service))}");
            var told = Of(ears, service, about).Should().ContainSingle().Subject;
            NcipSchemas.Mistakes(told.Document).Should().BeEmpty(told.Document);
            told.Document.Should().Contain(version switch { "2.02" => "v2_02", "2.01" => "v2_01", "2.0" => "v2_0.xsd", "1.01" => "v1_01", _ => "v1_0" });
        }
    }

    [Fact]
    public async Task ItemCheckedOut_and_ItemCheckedIn_by_a_machine()
    {
        await SayAsync($"11YN{Date}                  AONEWS|AAk02|ABn02|AC|", "121");
        await HeardAsync("ItemCheckedOut", ">n02<");
        await SayAsync($"09N{Date}{Date}APN-HALL|AONEWS|ABn02|AC|", "101");
        await HeardAsync("ItemCheckedIn", ">n02<");
        await ShyAsync("ItemCheckedIn", ">n02<");
        Of(server.Shy, "ItemCheckedOut", ">n02<").Should().BeEmpty("a loan is somebody's");
    }

    [Fact]
    public async Task ItemRenewed_by_a_machine()
    {
        await SayAsync($"11YN{Date}                  AONEWS|AAk03|ABn03|AC|", "121");
        await SayAsync($"29NN{Date}                  AONEWS|AAk03|ABn03|AC|", "301");
        await HeardAsync("ItemRenewed", ">n03<");
    }

    [Fact]
    public async Task ItemRecalled_and_ItemRecallCancelled_by_a_partner()
    {
        await AskAsync("CheckOutItem", User("k04") + Item("n04"));
        await AskAsync("RecallItem", Item("n04")
            + "<ShippingInformation><ElectronicAddress><ElectronicAddressType>mailto</ElectronicAddressType><ElectronicAddressData>dock@x</ElectronicAddressData></ElectronicAddress></ShippingInformation>");
        await HeardAsync("ItemRecalled", ">dock@x<");
        await AskAsync("CancelRecallItem", Item("n04"));
        await HeardAsync("ItemRecallCancelled", ">n04<");
    }

    [Fact]
    public async Task ItemRequested_ItemRequestUpdated_and_ItemRequestCancelled()
    {
        await SayAsync($"15+{Date}BSN-HALL|AONEWS|AAk05|ABn-held|", "161");
        await HeardAsync("ItemRequested", ">k05<");
        await AskAsync("UpdateRequestItem", User("k05") + Item("n-held") + "<RequestType>Hold</RequestType><AddRequestFields><PickupLocation>N-NIGHT</PickupLocation></AddRequestFields>");
        var number = (string)(await server.DatabaseAsync("select replace(hold_id::text, '-', '') from hold where card_number = 'k05'"))!;
        await HeardAsync("ItemRequestUpdated", number);
        await SayAsync($"15-{Date}AONEWS|AAk05|ABn-held|", "161");
        await HeardAsync("ItemRequestCancelled", ">k05<");
    }

    [Fact]
    public async Task CirculationStatusUpdated_where_a_loan_has_become_overdue()
    {
        await server.RunAsync("note-overdue");
        await HeardAsync("CirculationStatusUpdated", ">n-late<");
        Of(server.Ears[0], "CirculationStatusUpdated", ">n-late<").Single().Document.Should().Contain("Item Overdue");
        await ShyAsync("CirculationStatusUpdated", ">n-late<");
    }

    [Fact]
    public async Task CirculationStatusChangeReported_where_a_reader_says_that_she_has_returned_it()
    {
        await AskAsync("CheckOutItem", User("k06") + Item("n06"));
        await AskAsync("ReportCirculationStatusChange", Item("n06") + User("k06") + "<ItemReportedReturned><DateReportedReturned>2026-03-01T10:00:00Z</DateReportedReturned></ItemReportedReturned>");
        await HeardAsync("CirculationStatusChangeReported", ">n06<");
    }

    [Fact]
    public async Task ItemCreated_and_ItemUpdated()
    {
        await AskAsync("CreateItem", Item("n-new") + "<BibliographicDescription><Author>Henrik Ibsen</Author><Title>Brand</Title></BibliographicDescription>");
        await HeardAsync("ItemCreated", ">n-new<");
        await SayAsync($"19{Date}AONEWS|ABn07|AC|CHwater stains|", "201");
        await HeardAsync("ItemUpdated", ">n07<");
    }

    [Fact]
    public async Task UserCreated_and_UserUpdated()
    {
        await AskAsync("CreateUser", User("k-new") + "<NameInformation><PersonalNameInformation><StructuredPersonalUserName><GivenName>Ana</GivenName><Surname>Silva</Surname></StructuredPersonalUserName></PersonalNameInformation></NameInformation>");
        await HeardAsync("UserCreated", ">k-new<");
        await SayAsync($"01N{Date}AONEWS|ALleft behind|AAk08|AC|", "24");
        await HeardAsync("UserUpdated", ">k08<");
    }

    [Fact]
    public async Task UserFiscalTransactionCreated_by_a_payment()
    {
        await SayAsync($"37{Date}0700CNYBV20.00|AONEWS|AAk15|BKnews-1|", "38Y");
        await HeardAsync("UserFiscalTransactionCreated", ">k15<");
    }

    [Fact]
    public async Task UserNoticeSent_when_a_gateway_has_taken_the_notice()
    {
        await AskAsync("SendUserNotice", User("k09") + "<UserNoticeDetails><NoticeType>account reminder</NoticeType><NoticeContent>private words</NoticeContent>"
            + "<UserPrivilege><AgencyId>NEWS</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType></UserPrivilege></UserNoticeDetails>");
        await server.RunAsync("deliver-outbox");
        await HeardAsync("UserNoticeSent", ">k09<");
        server.Ears.SelectMany(ears => ears.All).Should().NotContain(one => one.Document.Contains("private words", StringComparison.Ordinal));
        Of(server.Shy, "UserNoticeSent", "").Should().BeEmpty("a notice is somebody's");
    }

    [Fact]
    public async Task AgencyCreated_and_AgencyUpdated()
    {
        const string name = "<OrganizationNameInformation><OrganizationNameType>Official Name</OrganizationNameType><OrganizationName>{0}</OrganizationName></OrganizationNameInformation>";
        await AskAsync("CreateAgency", "<AgencyId>NEWS-2</AgencyId>" + name.Replace("{0}", "Branch", StringComparison.Ordinal));
        await HeardAsync("AgencyCreated", ">NEWS-2<");
        await AskAsync("UpdateAgency", "<AgencyId>NEWS</AgencyId><AddAgencyFields><ApplicationProfileSupportedType>NNCIPP 1.0</ApplicationProfileSupportedType></AddAgencyFields>");
        await HeardAsync("AgencyUpdated", "NNCIPP 1.0");
        await ShyAsync("AgencyUpdated", "NNCIPP 1.0");
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task ItemShipped_and_ItemReceived_to_the_library_that_borrows(int partner)
    {
        var (name, number, copy) = (NewsServer.NameOf(partner), $"R-{partner}", $"n{20 + partner}");
        await AskAsync("RequestItem", $"<UserId><UserIdentifierValue>far-{partner}</UserIdentifierValue></UserId>" + Item(copy)
            + $"<RequestId><AgencyId>{name}</AgencyId><RequestIdentifierValue>{number}</RequestIdentifierValue></RequestId><RequestType>Physical</RequestType><RequestScopeType>Item</RequestScopeType>", name);
        var (code, _, errors) = await ServerProcess.RunAsync(["ill", "ship", number, "--item", copy, "--connection", server.DatabaseConnection!, "--data", Path.Combine(Path.GetTempPath(), "news-ill")]);
        code.Should().Be(0, errors);
        await Waiting.UntilAsync(() => Task.FromResult(Of(server.Ears[partner], "ItemShipped", copy).Length == 1), "it is told of the shipment");
        await SayAsync($"09N{Date}{Date}APN-HALL|AONEWS|AB{copy}|AC|", "101");
        await Waiting.UntilAsync(() => Task.FromResult(Of(server.Ears[partner], "ItemReceived", copy).Length == 1), "it is told that the copy is back");
        foreach (var service in (string[])["ItemShipped", "ItemReceived"])
            NcipSchemas.Mistakes(Of(server.Ears[partner], service, copy).Single().Document).Should().BeEmpty();
        server.Ears.Where(ears => ears != server.Ears[partner]).Should().NotContain(ears => Of(ears, "ItemShipped", copy).Length > 0, "nobody else's business");
    }

    /// <summary>Who may not see readers hears what makes sense without them, and nothing of titles that are hidden from it.</summary>
    async Task ShyAsync(string service, string about)
    {
        await Waiting.UntilAsync(() => Task.FromResult(Of(server.Shy, service, about).Length == 1), $"{service} about {about}");
        foreach (var one in server.Shy.All)
        {
            NcipSchemas.Mistakes(one.Document).Should().BeEmpty();
            one.Document.Should().NotContain("UserIdentifierValue").And.NotContain("BibliographicDescription");
        }
    }
}
