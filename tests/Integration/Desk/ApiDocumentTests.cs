using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Desk;

/// <summary>What the JSON API says of itself, how it refuses (RFC 9457), and what may be looked at. Every answer is held against its description.</summary>
public sealed class ApiDocumentTests(MoneyApiTests.ApiServer server) : IClassFixture<MoneyApiTests.ApiServer>
{
    readonly ApiProgram program = new(server.Http);

    static string? Text(JsonNode? answer, string name) => answer?[name]?.GetValue<string>();

    [Fact]
    public async Task The_document_has_every_address_and_no_other()
    {
        var served = server.Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}") ?? [])
            .Where(address => address.Contains("/api/v1/", StringComparison.Ordinal));
        var described = (await program.SchemaAsync()).Paths.SelectMany(path => path.Value!.AsObject().Select(of => $"{of.Key.ToUpperInvariant()} {path.Key}"))
            .Where(address => address.Contains("/api/v1/", StringComparison.Ordinal)).ToArray();
        described.Should().BeEquivalentTo(served).And.HaveCountGreaterThan(20);
    }

    [Fact]
    public async Task Every_operation_has_an_example_that_fits_and_the_shape_of_its_problems()
    {
        var schema = await program.SchemaAsync();
        var wrong = new List<string>();
        foreach (var (path, methods) in schema.Paths.Where(path => path.Key.StartsWith("/api/v1/", StringComparison.Ordinal)))
            foreach (var (method, operation) in methods!.AsObject())
            {
                wrong.AddRange(Example(schema, operation!["responses"]!["200"]!["content"]!["application/json"]!, $"{method} {path}"));
                if (operation["requestBody"]?["content"]?["application/json"] is { } body) wrong.AddRange(Example(schema, body, $"{method} {path} request"));
                foreach (var status in (string[])["400", "401", "403", "404", "429", "500", "503"])
                    wrong.AddRange(Example(schema, operation["responses"]![status]!["content"]!["application/problem+json"]!, $"{method} {path} {status}"));
                if (method == "post" && !operation["parameters"]!.AsArray().Any(parameter => Text(parameter, "name") == "Idempotency-Key")) wrong.Add($"{path} has no Idempotency-Key");
            }
        wrong.Should().BeEmpty();
    }

    static IEnumerable<string> Example(ApiSchema schema, JsonNode media, string where) =>
        media["example"] is { } example ? schema.Wrong(media["schema"]!, example, where) : [$"{where} has no example"];

    [Fact]
    public async Task A_refusal_is_a_problem_that_says_what_to_do_and_tells_the_balance()
    {
        var (answer, problem) = await program.SendAsync("/wallet/debits", new { card = "c6", amount = "99.00" }, await server.KeyAsync("RIGA"));
        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.Conflict, "application/problem+json"));
        (Text(problem, "code"), Text(problem, "type"), problem!["status"]!.GetValue<int>()).Should().Be(("wallet-insufficient", "/api/problems#wallet-insufficient", 409));
        Text(problem, "detail").Should().Contain("pay in");
        Text(problem["wallet"], "available").Should().Be("10.00");
        problem["texts"]![0]!.GetValue<string>().Should().Contain("EUR 10.00");
    }

    [Fact]
    public async Task A_refusal_is_repeated_with_its_status_and_found_again_by_its_key()
    {
        var key = await server.KeyAsync("RIGA");
        var (first, said) = await program.SendAsync("/wallet/debits", new { card = "c6", amount = "98.00" }, key, "poor-1");
        var (again, repeated) = await program.SendAsync("/wallet/debits", new { card = "c6", amount = "98.00" }, key, "poor-1");
        (again.StatusCode, again.Headers.GetValues("Idempotency-Replayed").Single()).Should().Be((first.StatusCode, "true"));
        repeated!.ToJsonString().Should().Be(said!.ToJsonString());
        var earlier = await program.AskAsync("/outcomes/poor-1", null, key);
        (earlier["status"]!.GetValue<int>(), Text(earlier["answer"], "code")).Should().Be((409, "wallet-insufficient"));
        Text(await program.AskAsync("/outcomes/never-1", null, key, HttpStatusCode.NotFound), "code").Should().Be("outcome-unknown");
        var other = await server.NewKeyAsync("RIGA");
        Text(await program.AskAsync("/outcomes/poor-1", null, other, HttpStatusCode.NotFound), "code").Should().Be("outcome-unknown", "keys of another program are its own");
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_problem_too()
    {
        var key = await server.KeyAsync("RIGA");
        Text(await program.AskAsync("/wallet/debits", new StringContent("{\"card\":", Encoding.UTF8, "application/json"), key, HttpStatusCode.BadRequest), "code").Should().Be("request-unreadable");
        Text(await program.AskAsync("/wallet/debits", new { amount = "1.00" }, key, HttpStatusCode.BadRequest), "code").Should().Be("request-unreadable", "the card is missing");
        Text(await program.AskAsync("/wallet/debits", new { card = (string?)null, amount = "1.00" }, key, HttpStatusCode.BadRequest), "code").Should().Be("request-unreadable");
        Text(await program.AskAsync("/readers/c6/wallet", null, "a.b", HttpStatusCode.Unauthorized), "code").Should().Be("key-unknown");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var nowhere = await http.GetAsync(server.Http("/api/v1/nowhere"));
        (nowhere.StatusCode, nowhere.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.NotFound, "application/problem+json"));
    }

    [Fact]
    public async Task Who_asks_faster_than_the_keys_rate_is_told_when_to_come_again()
    {
        var key = await server.NewKeyAsync("RIGA", perSecond: 1);
        await program.SchemaAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => program.SendAsync("/prices", null, key)));
        var slow = answers.Select(static one => one.Answer).FirstOrDefault(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        slow.Should().NotBeNull("forty at once are more than one a second");
        slow!.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_readers_fees_are_listed_with_what_they_are_for_and_what_was_posted()
    {
        var key = await server.KeyAsync("RIGA");
        await program.AskAsync("/charges", new { card = "c7", amount = "3.00", feeType = "01", description = "Database print" }, key);
        await program.AskAsync("/payments", new { card = "c7", amount = "1.25", paymentType = "03" }, key, idempotency: "part-of-it");
        var charge = (await program.AskAsync("/readers/c7/charges", null, key)).AsArray().Should().ContainSingle().Subject;
        (Text(charge, "about"), Text(charge, "open"), Text(charge, "feeType")).Should().Be(("Database print", "1.75", "01"));
        charge!["entries"]!.AsArray().Select(entry => (Text(entry, "reason"), Text(entry, "amount"))).Should().Equal(("assessed", "3.00"), ("paid", "-1.25"));
        Text(charge["entries"]![1], "source").Should().Be("part-of-it");
        await program.AskAsync("/payments", new { card = "c7", amount = "1.75", paymentType = "03" }, key);
        (await program.AskAsync("/readers/c7/charges", null, key)).AsArray().Should().BeEmpty();
        (await program.AskAsync("/readers/c7/charges?settled=true", null, key)).AsArray().Should().ContainSingle(one => Text(one, "open") == "0.00");
        await program.AskAsync("/readers/c7/charges", null, await server.KeyAsync("RIGA", Permissions.Spend), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task LV_1_the_price_list_is_told_by_service_paper_colour_and_sides()
    {
        var key = await server.KeyAsync("RIGA");
        (await program.AskAsync("/prices", null, key))["prices"]!.AsArray().Should().HaveCountGreaterThan(8);
        var one = await program.AskAsync("/prices?service=print&paper=A4&colour=bw&sides=2", null, key);
        one["prices"]!.AsArray().Select(row => Text(row, "price")).Should().Equal("0.10");
        (Text(one, "cap"), Text(one, "currency")).Should().Be(("500.00", "EUR"));
        Text(await program.AskAsync("/prices", null, await server.KeyAsync("HEF"), HttpStatusCode.NotFound), "code").Should().Be("price-missing");
    }

    [Fact]
    public async Task LV_8_vaults_tell_what_is_in_them_and_findings_what_staff_should_look_at()
    {
        var key = await server.KeyAsync("RIGA");
        using var machine = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "cash", "secret1");
        await machine.AskAsync("WQTOPU20260310    131500EURAORIGA|AAc8|BV10.40|BKv1|WG10.00,0.20x2|");
        await machine.AskAsync("WQTOPU20260310    131500EURAORIGA|AAnobody|BV5.00|BKv2|WG5.00|");
        var vault = (await program.AskAsync("/vaults", null, key)).AsArray().Should().ContainSingle(one => Text(one, "terminal") == "cash").Subject;
        (Text(vault, "amount"), Text(vault, "unassigned")).Should().Be(("15.40", "5.00"));
        vault!["pieces"]!.AsArray().Select(piece => (Text(piece, "value"), piece!["count"]!.GetValue<int>())).Should().Equal(("0.20", 2), ("5.00", 1), ("10.00", 1));
        await program.AskAsync("/vaults/cash/emptying", new { counted = "15.00", @operator = "ilze" }, key);
        var found = (await program.AskAsync("/findings", null, key)).AsArray();
        found.Should().Contain(one => Text(one, "kind") == "count" && Text(one, "where") == "cash" && Text(one, "amount") == "-0.40" && Text(one, "detail") == "15.00");
        found.Should().Contain(one => Text(one, "kind") == "slip" && Text(one, "detail") == "v2");
        await program.AskAsync("/vaults", null, await server.KeyAsync("RIGA", Permissions.Spend), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_problem_is_on_one_page()
    {
        using var http = new HttpClient();
        var page = JsonNode.Parse(await http.GetStringAsync(server.Http("/api/problems")))!.AsArray();
        page.Select(row => Text(row, "code")).Should().Contain(["key-conflict", "wallet-insufficient", "too-fast"]).And.HaveCount(ApiProblems.Rows.Count);
    }
}
