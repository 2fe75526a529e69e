using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>One of two libraries, each with a server and a database of its own, that reach each other over HTTP.</summary>
public class LibraryServer(string own, string other, int ownPort, int otherPort) : ServerFixture
{
    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "library.yaml");
        File.WriteAllText(fixture, $$"""
            network: net-{{own}}
            agencies: [{id: {{own}}, name: Library {{own}}, library: norway, locations: [{code: {{own}}-HALL, name: Hall}]}]
            terminals: [{login: {{own}}-sc, secret: secret1, agency: {{own}}, kind: self-check, permissions: [pay]}]
            partners:
              - id: {{other}}
                agency: {{own}}
                secret: secret-of-{{other}}
                permissions: [update-item, staff-data]
                reach: "http://127.0.0.1:{{otherPort}}/ncip"
                credentials: us
                interlibrary: {lends: true, borrows: true, card: "LIB-{{other}}", loan-days: 21, most-requests: 50, requests-when-told: true}
            titles: [{record: r1, name: Brand, author: Henrik Ibsen}, {record: r2, name: Peer Gynt, author: Henrik Ibsen}, {record: r3, name: Sult, author: Knut Hamsun}]
            series:
              - items: 10
                each: {barcode: "{{own}}-a{n:2}", title: r1, agency: {{own}}}
              - items: 10
                each: {barcode: "{{own}}-b{n:2}", title: r2, agency: {{own}}}
              - items: 4
                each: {barcode: "{{own}}-c{n:2}", title: r3, agency: {{own}}}
              - readers: 12
                each: {card: "{{own}}-N{n:3}", agency: {{own}}, name: "Reader {n}", pin: "1234"}
            readers: [{card: "LIB-{{other}}", agency: {{own}}, name: Library {{other}}}]
            """);
        return standard with
        {
            Empty = false, Fixture = fixture, HttpPort = ownPort,
            Outbox = new() { FirstRetryMilliseconds = 200, LongestRetrySeconds = 1, AnswerSeconds = 60, LookMilliseconds = 200 },
            Credentials = new() { ["us"] = new() { AgencySecret = $"secret-of-{own}" } },
        };
    }

    public AgencyId Agency => new(own);

    public AgencyId Partner => new(other);

    public async Task<T> ActAsync<T>(Command<T> command) where T : Outcome
    {
        T? outcome = null;
        await Server.Services.GetRequiredService<ILibrarySystem>().ExecuteAsync(command, new()
        {
            Network = new($"net-{own}"), Agency = Agency, Caller = new(new("staff"), Permissions.UpdateItem), Location = $"{own}-HALL",
        }, (result, _) =>
        {
            outcome = result;
            return ReadOnlyMemory<byte>.Empty;
        }, TestContext.Current.CancellationToken);
        return outcome!;
    }

    public async Task<InterlibraryPolicy?> PolicyAsync() =>
        (await Server.Services.GetRequiredService<PartnerBook>().FindAsync(new($"net-{own}"), Agency, Partner, TestContext.Current.CancellationToken))!.Interlibrary;

    public async Task<object?> DatabaseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public Task StateAsync(string number, string state) => Waiting.UntilAsync(
        async () => await DatabaseAsync($"select state from interlibrary_loan where request_number = '{number}'") as string == state, $"{own}: {number} is {state}");

    /// <summary>The server dies as far as its partner can see, and comes back on the same database and port.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await StopAsync();
        await meanwhile();
        await AgainAsync();
    }
}

public sealed class TwoLibraries : IAsyncLifetime
{
    public TwoLibraries()
    {
        var (home, owner) = (PartnerDouble.FreePort(), PartnerDouble.FreePort());
        Home = new("NO-1000001", "NO-2000002", home, owner);
        Owner = new("NO-2000002", "NO-1000001", owner, home);
    }

    public LibraryServer Home { get; }

    public LibraryServer Owner { get; }

    public async ValueTask InitializeAsync()
    {
        await Home.InitializeAsync();
        await Owner.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Home.DisposeAsync();
        await Owner.DisposeAsync();
    }
}

/// <summary>Loans between two instances of this server by the Norwegian profile (ncip-field D), each with its own database, over HTTP.</summary>
public sealed class InterlibraryTests(TwoLibraries two) : IClassFixture<TwoLibraries>
{
    LibraryServer Home => two.Home;

    LibraryServer Owner => two.Owner;

    async Task<string> RequestAsync(int reader, string record = "r1")
    {
        var asked = await Home.ActAsync(new BorrowFromPartner(Home.Agency, Reader(reader), Home.Partner, await Home.PolicyAsync(), new(record, null, "Wanted")));
        asked.Refusal.Should().BeNull();
        return asked.Loan!.Number.Number;
    }

    CardNumber Reader(int number) => new($"{Home.Agency}-N{number:000}");

    static RequestNumber Number(AgencyId agency, string number) => new(agency.Value, number);

    async Task ShipAsync(string number, string copy)
    {
        var shipped = await Owner.ActAsync(new ShipToPartner(Owner.Agency, Number(Home.Agency, number), new(copy), await Owner.PolicyAsync()));
        shipped.Refusal.Should().BeNull();
    }

    async Task ReceiveAsync(string number, int reader, string copy)
    {
        var received = await Home.ActAsync(new ReceiveFromPartner(Home.Agency, Number(Home.Agency, number), Reader(reader), new(copy), null));
        received.Refusal.Should().BeNull();
    }

    [Fact]
    public async Task NNCIPP_3_to_7_a_whole_loan_there_and_back()
    {
        const int reader = 1;
        var copy = $"{Owner.Agency}-a01";
        var number = await RequestAsync(reader);
        await Home.StateAsync(number, "accepted");
        await Owner.StateAsync(number, "requested");
        (await Home.DatabaseAsync($"select title_name || '/' || author from interlibrary_loan where request_number = '{number}'")).Should().Be("Brand/Henrik Ibsen", "the owner's answer describes it");
        (await Owner.DatabaseAsync($"select card_number from hold where request_number = '{number}'")).Should().Be($"LIB-{Home.Agency}", "the library borrows, not its reader");

        await ShipAsync(number, copy);
        await Home.StateAsync(number, "shipped");
        (await Home.DatabaseAsync($"select return_by is not null from interlibrary_loan where request_number = '{number}'")).Should().Be(true);

        await ReceiveAsync(number, reader, copy);
        await Owner.StateAsync(number, "received");
        using (var desk = await Sip2Client.ConnectAsync(Home.Server.EndPoint("sip2"), $"{Home.Agency}-sc", "secret1"))
        {
            const string Date = "20260301    101500";
            var other = await desk.AskAsync($"11YN{Date}                  AO{Home.Agency}|AA{Reader(2)}|AB{copy}|AC|");
            other[2].Should().Be('0', "it waits for the reader who asked");
            var lent = await desk.AskAsync($"11YN{Date}                  AO{Home.Agency}|AA{Reader(reader)}|AB{copy}|AC|");
            lent[2].Should().Be('1');
            (await Home.DatabaseAsync($"select l.due_at <= i.return_by from loan l join item i using (network_id, item_id) where i.barcode = '{copy}'")).Should().Be(true, "the owner's date is obeyed");
            (await Home.ActAsync(new SendBackToPartner(Home.Agency, Number(Home.Agency, number), new(copy)))).Refusal!.Code.Should().Be("on-loan");
            (await desk.AskAsync($"09N{Date}{Date}AP{Home.Agency}-HALL|AO{Home.Agency}|AB{copy}|AC|")).Should().Contain("|CV03|", "an interlibrary loan goes to the desk");
        }

        (await Home.ActAsync(new SendBackToPartner(Home.Agency, Number(Home.Agency, number), new(copy)))).Refusal.Should().BeNull();
        await Owner.StateAsync(number, "returning");
        (await Owner.ActAsync(new CheckIn(new(copy)))).Refusal.Should().BeNull();
        await Owner.StateAsync(number, "returned");
        await Home.StateAsync(number, "returned");
        (await Owner.DatabaseAsync($"select count(*) from loan l join item i using (network_id, item_id) where i.barcode = '{copy}' and l.ended_at is null")).Should().Be(0L);

        var again = await RequestAsync(3);
        await Home.StateAsync(again, "accepted");
        await ShipAsync(again, copy);
        await Home.StateAsync(again, "shipped");
        await ReceiveAsync(again, 3, copy);
        await Owner.StateAsync(again, "received");
        (await Home.DatabaseAsync($"select count(*) from item where barcode = '{copy}' and withdrawn_at is null")).Should().Be(1L, "the same copy may come again");
    }

    [Fact]
    public async Task NNCIPP_8_a_reader_asks_at_the_owner_and_her_own_library_requests_it()
    {
        var offered = await Owner.ActAsync(new OfferToPartner(null, "r2", Reader(4), Owner.Partner, await Owner.PolicyAsync()));
        offered.Refusal.Should().BeNull();
        await Waiting.UntilAsync(async () => await Home.DatabaseAsync($"select state from interlibrary_loan where card_number = '{Reader(4)}'") as string == "accepted", "Home has requested it");
        (await Owner.DatabaseAsync($"select title_name from interlibrary_loan where card_number = '{Reader(4)}' and role = 'lender'")).Should().Be("Peer Gynt");
    }

    [Fact]
    public async Task NNCIPP_9_the_lender_gives_more_time_and_both_know_the_new_date()
    {
        var copy = $"{Owner.Agency}-b02";
        var number = await RequestAsync(5, "r2");
        await Home.StateAsync(number, "accepted");
        await ShipAsync(number, copy);
        await Home.StateAsync(number, "shipped");
        await ReceiveAsync(number, 5, copy);
        await Owner.StateAsync(number, "received");
        await Owner.DatabaseAsync($"update loan set due_at = due_at - interval '10 days' where item_id = (select item_id from item where barcode = '{copy}') and ended_at is null");
        await Home.DatabaseAsync($"update interlibrary_loan set return_by = return_by - interval '10 days' where request_number = '{number}'");
        await Home.DatabaseAsync($"update item set return_by = return_by - interval '10 days' where barcode = '{copy}'");
        var before = (DateTime)(await Home.DatabaseAsync($"select return_by from interlibrary_loan where request_number = '{number}'"))!;
        (await Home.ActAsync(new RenewWithPartner(Home.Agency, Number(Home.Agency, number), TimeProvider.System.GetUtcNow().AddDays(60)))).Refusal.Should().BeNull();
        await Waiting.UntilAsync(async () => (DateTime)(await Home.DatabaseAsync($"select return_by from interlibrary_loan where request_number = '{number}'"))! > before, "a later date");
        var (home, owner) = (await Home.DatabaseAsync($"select return_by from item where barcode = '{copy}'"), await Owner.DatabaseAsync(
            $"select due_at from loan l join item i using (network_id, item_id) where i.barcode = '{copy}' and l.ended_at is null"));
        home.Should().Be(owner, "both go by the lender's date");
    }

    [Fact]
    public async Task NNCIPP_10_the_borrower_gives_up_and_the_lender_holds_nothing_for_it()
    {
        var number = await RequestAsync(6);
        await Home.StateAsync(number, "accepted");
        (await Home.ActAsync(new GiveUpInterlibrary(Home.Agency, Number(Home.Agency, number), null))).Refusal.Should().BeNull();
        await Home.StateAsync(number, "cancelled");
        await Owner.StateAsync(number, "cancelled");
        (await Owner.DatabaseAsync($"select state from hold where request_number = '{number}'")).Should().Be("cancelled");
    }

    [Fact]
    public async Task NNCIPP_11_the_lender_cannot_deliver_and_the_borrower_knows_it()
    {
        var number = await RequestAsync(7);
        await Home.StateAsync(number, "accepted");
        (await Owner.ActAsync(new GiveUpInterlibrary(Owner.Agency, Number(Home.Agency, number), new($"LIB-{Home.Agency}")))).Refusal.Should().BeNull();
        await Home.StateAsync(number, "cancelled");
        (await Owner.DatabaseAsync($"select state from hold where request_number = '{number}'")).Should().Be("cancelled");
        (await Owner.DatabaseAsync($"select outcome from outbox where about = '{number}'")).Should().BeOneOf("done", DBNull.Value);
    }

    [Fact]
    public async Task AcceptItem_hands_the_copy_over_for_its_reader_with_the_lenders_terms()
    {
        var copy = $"{Owner.Agency}-b03";
        var number = await RequestAsync(10, "r2");
        await Home.StateAsync(number, "accepted");
        var policy = await Owner.PolicyAsync();
        (await Owner.ActAsync(new ShipToPartner(Owner.Agency, Number(Home.Agency, number), new(copy), policy! with { HandsOver = true, Renewable = false }))).Refusal.Should().BeNull();
        await Home.StateAsync(number, "received");
        await Owner.StateAsync(number, "received");
        (await Home.DatabaseAsync($"select lent_by || ' ' || not_renewable || ' ' || (return_by is not null) from item where barcode = '{copy}' and withdrawn_at is null")).Should().Be($"{Owner.Agency} true true");
        using var desk = await Sip2Client.ConnectAsync(Home.Server.EndPoint("sip2"), $"{Home.Agency}-sc", "secret1");
        const string Date = "20260301    101500";
        (await desk.AskAsync($"11YN{Date}                  AO{Home.Agency}|AA{Reader(10)}|AB{copy}|AC|"))[2].Should().Be('1');
        (await desk.AskAsync($"29NN{Date}                  AO{Home.Agency}|AA{Reader(10)}|AB{copy}|AC|"))[2].Should().Be('0', "RenewalNotPermitted");
        (await Home.ActAsync(new RenewWithPartner(Home.Agency, Number(Home.Agency, number), TimeProvider.System.GetUtcNow().AddDays(60)))).Refusal!.Code.Should().Be("renewal-lender");
    }

    [Fact]
    public async Task A_broker_that_checks_out_and_in_under_the_number_of_its_request_moves_the_loan()
    {
        var copy = $"{Owner.Agency}-c02";
        var number = await RequestAsync(2, "r3");
        await Home.StateAsync(number, "accepted");
        using var broker = new NcipClient(Owner.Http("/ncip"), Home.Agency.Value, Owner.Agency.Value) { Secret = $"secret-of-{Home.Agency}" };
        string ids = $"<UserId><UserIdentifierValue>{Reader(2)}</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>{copy}</ItemIdentifierValue></ItemId>";
        string request = $"<RequestId><AgencyId>{Home.Agency}</AgencyId><RequestIdentifierValue>{number}</RequestIdentifierValue></RequestId>";
        (await broker.AskAsync("CheckOutItem", ids + request)).Element("Problem").Should().BeNull();
        await Owner.StateAsync(number, "shipped");
        (await Owner.DatabaseAsync($"select card_number from loan l join item i using (network_id, item_id) where i.barcode = '{copy}'")).Should().Be($"LIB-{Home.Agency}");
        (await broker.AskAsync("CheckInItem", $"<ItemId><ItemIdentifierValue>{copy}</ItemIdentifierValue></ItemId>")).Element("Problem").Should().BeNull();
        await Owner.StateAsync(number, "returned");
        (await Owner.DatabaseAsync($"select count(*) from outbox where about = '{number}'")).Should().Be(0L, "who did it need not be told");
    }

    [Fact]
    public async Task The_lender_recalls_its_copy_and_the_reader_far_away_has_an_earlier_due_date()
    {
        var copy = $"{Owner.Agency}-c01";
        var number = await RequestAsync(11, "r3");
        await Home.StateAsync(number, "accepted");
        await ShipAsync(number, copy);
        await Home.StateAsync(number, "shipped");
        await ReceiveAsync(number, 11, copy);
        (await Home.ActAsync(new CheckOut(Reader(11), new(copy)))).Refusal.Should().BeNull();
        var recalled = await Owner.ActAsync(new Recall(new(copy), null));
        await Waiting.UntilAsync(async () => await Home.DatabaseAsync(
            $"select l.recalled_at is not null and l.due_at = i.return_by from loan l join item i using (network_id, item_id) where i.barcode = '{copy}'") is true, "the reader's loan is recalled");
        var due = (DateTime)(await Home.DatabaseAsync($"select due_at from loan l join item i using (network_id, item_id) where i.barcode = '{copy}'"))!;
        due.Should().Be(recalled.Loan!.DueAt.UtcDateTime);
    }

    [Fact]
    public async Task Staff_begin_and_follow_a_loan_from_the_command_line()
    {
        string[] home = ["--connection", Home.DatabaseConnection!, "--data", Path.Combine(Path.GetTempPath(), $"ill-{Home.Agency}")];
        string[] owner = ["--connection", Owner.DatabaseConnection!, "--data", Path.Combine(Path.GetTempPath(), $"ill-{Owner.Agency}")];
        var (code, output, errors) = await ServerProcess.RunAsync(["ill", "request", "--agency", Home.Agency.Value, "--partner", Owner.Agency.Value, "--card", Reader(12).Value, "--record", "r1", .. home]);
        code.Should().Be(0, errors);
        var number = output.Split(' ')[0];
        await Home.StateAsync(number, "accepted");
        (code, _, errors) = await ServerProcess.RunAsync(["ill", "ship", number, "--item", $"{Owner.Agency}-a09", .. owner]);
        code.Should().Be(0, errors);
        await Home.StateAsync(number, "shipped");
        (code, output, _) = await ServerProcess.RunAsync(["ill", "list", "--json", .. home]);
        output.Should().Contain(number).And.Contain("shipped");
        (code, _, errors) = await ServerProcess.RunAsync(["ill", "cancel", number, .. home]);
        code.Should().Be(1);
        errors.Should().NotBeEmpty("it is on its way already");
    }

    [Fact]
    public async Task What_the_lender_does_not_have_is_refused_with_its_reason()
    {
        var number = await RequestAsync(8, "no-such-record");
        await Home.StateAsync(number, "refused");
        (await Home.DatabaseAsync($"select remark from interlibrary_loan where request_number = '{number}'")).Should().Be("Unknown Item");
    }

    [Fact]
    public async Task A_request_made_while_the_lender_is_away_arrives_once_when_it_is_back()
    {
        var number = "";
        await Owner.RestartAsync(async () =>
        {
            number = await RequestAsync(9, "r3");
            await Waiting.UntilAsync(async () => (int)(await Home.DatabaseAsync($"select attempts from outbox where about = '{number}'"))! >= 2, "two attempts in vain");
        });
        await Home.StateAsync(number, "accepted");
        (await Owner.DatabaseAsync($"select count(*) from hold where request_number = '{number}'")).Should().Be(1L);
        (await Home.DatabaseAsync($"select outcome from outbox where about = '{number}'")).Should().Be("done");
    }
}
