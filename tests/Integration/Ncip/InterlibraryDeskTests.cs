using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>Staff of two libraries and what they do with loans between them, over the JSON API and at a machine (issue 4, 5).</summary>
public sealed class InterlibraryDeskTests(TwoLibraries two) : IClassFixture<TwoLibraries>
{
    const string Date = "20260301    101500";

    LibraryServer Home => two.Home;

    LibraryServer Owner => two.Owner;

    static readonly Dictionary<(LibraryServer, Permissions), string> Keys = [];

    static async Task<(HttpStatusCode Status, JsonNode Answer)> AskAsync(
        LibraryServer at, string path, object? body, string? key = null, Permissions may = Permissions.UpdateItem)
    {
        if (!Keys.TryGetValue((at, may), out var told))
        {
            (var id, told, var hash) = ApiGate.New();
            await at.Server.Services.GetRequiredService<ApiKeys>().AddAsync(id, hash, at.Agency.Value, "test", may, null, CancellationToken.None);
            Keys[(at, may)] = told;
        }
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, at.Http("/api/v1/interlibrary-loans" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", told);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString("N"));
        }
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    static async Task<JsonNode> DoneAsync(LibraryServer at, string path, object? body, string? key = null)
    {
        var (status, answer) = await AskAsync(at, path, body, key);
        status.Should().Be(HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    string Reader(int number) => $"{Home.Agency}-N{number:000}";

    Task<JsonNode> RequestAsync(int reader, string record = "r1") => DoneAsync(Home, "", new { partner = Owner.Agency.Value, card = Reader(reader), record, title = "Wanted" });

    static string NextSeason => TimeProvider.System.GetUtcNow().AddDays(70).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    static async Task<JsonNode> ListedAsync(LibraryServer at, string number) =>
        (await DoneAsync(at, "?all=true", null)).AsArray().Single(one => Text(one!, "number") == number)!;

    [Fact]
    public async Task A_whole_loan_by_the_API_with_words_for_the_other_side()
    {
        var copy = $"{Owner.Agency}-a01";
        var number = Text(await RequestAsync(1), "number");
        await Home.StateAsync(number, "accepted");
        var shipped = await DoneAsync(Owner, $"/{number}/shipment", new { item = copy, note = "The map is in the pocket & loose." }, "ship-1");
        Text(shipped["interlibrary"]!, "state").Should().Be("shipped");
        (await DoneAsync(Owner, $"/{number}/shipment", new { item = copy, note = "The map is in the pocket & loose." }, "ship-1")).ToJsonString().Should().Be(shipped.ToJsonString(), "the first answer again");
        await Home.StateAsync(number, "shipped");
        Text(await ListedAsync(Home, number), "note").Should().Be("The map is in the pocket & loose.");
        await DoneAsync(Home, $"/{number}/receipt", new { });
        await Owner.StateAsync(number, "received");
        await DoneAsync(Home, $"/{number}/renewal", new { until = NextSeason });
        await DoneAsync(Home, $"/{number}/return", new { note = "Thank you." });
        await Owner.StateAsync(number, "returning");
        Text(await ListedAsync(Owner, number), "note").Should().Be("Thank you.");
        using var desk = await Sip2Client.ConnectAsync(Owner.Server.EndPoint("sip2"), $"{Owner.Agency}-sc", "secret1");
        (await desk.AskAsync($"09N{Date}{Date}AP{Owner.Agency}-HALL|AO{Owner.Agency}|AB{copy}|AC|")).Should().StartWith("101");
        await Home.StateAsync(number, "returned");
        (await DoneAsync(Home, "", null)).AsArray().Should().NotContain(one => Text(one!, "number") == number, "it has ended");
    }

    [Fact]
    public async Task NNCIPP_10_11_who_gives_up_says_why_and_the_other_side_sees_it()
    {
        var number = Text(await RequestAsync(2), "number");
        await Home.StateAsync(number, "accepted");
        await DoneAsync(Owner, $"/{number}/cancellation", new { note = "It is lost." });
        await Home.StateAsync(number, "cancelled");
        Text(await ListedAsync(Home, number), "note").Should().Be("It is lost.");
    }

    [Fact]
    public async Task A_reader_does_not_ask_twice_for_the_same_title_while_one_request_is_open()
    {
        var number = Text(await RequestAsync(3), "number");
        var (status, problem) = await AskAsync(Home, "", new { partner = Owner.Agency.Value, card = Reader(3), record = "r1" });
        status.Should().Be(HttpStatusCode.Conflict);
        Text(problem, "code").Should().Be("hold-duplicate");
        await RequestAsync(3, "r2");
        await RequestAsync(4);
        await Home.StateAsync(number, "accepted");
        await DoneAsync(Home, $"/{number}/cancellation", new { });
        await Home.StateAsync(number, "cancelled");
        await RequestAsync(3);
    }

    [Fact]
    public async Task A_check_in_that_is_cancelled_reopens_the_loan_between_the_libraries_on_both_sides()
    {
        var copy = $"{Owner.Agency}-c01";
        var number = Text(await RequestAsync(5, "r3"), "number");
        await Home.StateAsync(number, "accepted");
        await DoneAsync(Owner, $"/{number}/shipment", new { item = copy });
        await Home.StateAsync(number, "shipped");
        await DoneAsync(Home, $"/{number}/receipt", new { });
        await Owner.StateAsync(number, "received");
        using var desk = await Sip2Client.ConnectAsync(Owner.Server.EndPoint("sip2"), $"{Owner.Agency}-sc", "secret1");
        (await desk.AskAsync($"09N{Date}{Date}AP{Owner.Agency}-HALL|AO{Owner.Agency}|AB{copy}|AC|")).Should().StartWith("101");
        await Home.StateAsync(number, "returned");
        (await desk.AskAsync($"09N{Date}{Date}AP{Owner.Agency}-HALL|AO{Owner.Agency}|AB{copy}|AC|BIY|")).Should().StartWith("101");
        await Owner.StateAsync(number, "received");
        await Home.StateAsync(number, "received");
        (await Owner.DatabaseAsync($"select count(*) from loan l join item i using (network_id, item_id) where i.barcode = '{copy}' and l.ended_at is null")).Should().Be(1L);
        await DoneAsync(Home, $"/{number}/return", new { });
        await Owner.StateAsync(number, "returning");
        (await desk.AskAsync($"09N{Date}{Date}AP{Owner.Agency}-HALL|AO{Owner.Agency}|AB{copy}|AC|")).Should().StartWith("101");
        await Owner.StateAsync(number, "returned");
        await Home.StateAsync(number, "returned");
    }

    [Fact]
    public async Task What_cannot_be_is_a_problem_that_says_what_to_do()
    {
        static string Code((HttpStatusCode, JsonNode Answer) asked) => Text(asked.Answer, "code");
        Code(await AskAsync(Home, "", null, may: Permissions.Pay)).Should().Be("not-permitted");
        Code(await AskAsync(Home, "/nothing/shipment", new { item = "x" })).Should().Be("interlibrary-unknown");
        Code(await AskAsync(Home, "", new { partner = "NOBODY", card = Reader(6), record = "r1" })).Should().Be("partner-unknown");
        Code(await AskAsync(Home, "", new { partner = Owner.Agency.Value, card = Reader(6) })).Should().Be("wanted-missing");
        Code(await AskAsync(Home, "", new { partner = Owner.Agency.Value, card = "nobody", record = "r1" })).Should().Be("card-unknown");
        var number = Text(await RequestAsync(6, "r2"), "number");
        Code(await AskAsync(Home, $"/{number}/receipt", new { })).Should().Be("copy-missing");
        Code(await AskAsync(Home, $"/{number}/renewal", new { until = NextSeason })).Should().Be("interlibrary-state");
    }
}
