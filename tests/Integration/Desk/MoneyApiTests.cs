using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.Integration.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Desk;

/// <summary>The JSON API: the same commands, the same exactly-once, by a key and its permissions (LV-5, LV-8, LV-9, LV-12; BJ-7, BJ-11; HF-13; HU-1).</summary>
public sealed class MoneyApiTests(MoneyApiTests.ApiServer server) : IClassFixture<MoneyApiTests.ApiServer>
{
    readonly ApiProgram program = new(server.Http);

    async Task<JsonNode> AskAsync(string path, object? body, string? key = null, string? idempotency = null, HttpStatusCode status = HttpStatusCode.OK, string agency = "RIGA") =>
        await program.AskAsync(path, body, key ?? await server.KeyAsync(agency), status, idempotency);

    async Task<string?> RefusedAsync(string path, object body, HttpStatusCode status = HttpStatusCode.Conflict, string? key = null, string? idempotency = null, string agency = "RIGA") =>
        Text(await AskAsync(path, body, key, idempotency, status, agency), "code");

    static string? Text(JsonNode answer, string name) => answer[name]?.GetValue<string>();

    [Fact]
    public async Task LV_5_a_print_server_holds_captures_and_reads_the_balance()
    {
        var held = await AskAsync("/wallet/holds", new { card = "c1", amount = "1.20", seconds = 600 });
        Text(held["wallet"]!, "available").Should().Be("8.80");
        var captured = await AskAsync($"/wallet/holds/{Text(held, "number")}/capture", new { card = "c1", pages = new[] { "A4;bw;1;print;15;0.06" } });
        Text(captured, "amount").Should().Be("0.90");
        Text((await AskAsync("/readers/c1/wallet", null))["wallet"]!, "available").Should().Be("9.10");
    }

    [Fact]
    public async Task The_same_key_gets_the_first_answer_and_another_request_under_it_a_conflict()
    {
        var first = await AskAsync("/wallet/debits", new { card = "c2", amount = "1.00" }, idempotency: "once");
        (await AskAsync("/wallet/debits", new { card = "c2", amount = "1.00" }, idempotency: "once")).ToJsonString().Should().Be(first.ToJsonString());
        (await RefusedAsync("/wallet/debits", new { card = "c2", amount = "2.00" }, HttpStatusCode.UnprocessableEntity, idempotency: "once")).Should().Be("key-conflict");
        (await RefusedAsync("/wallet/debits", new { card = "c2", amount = "2.00" }, HttpStatusCode.BadRequest, idempotency: "")).Should().Be("key-missing");
        Text((await AskAsync("/readers/c2/wallet", null))["wallet"]!, "available").Should().Be("9.00");
    }

    [Fact]
    public async Task Who_has_no_key_or_not_the_permission_does_nothing()
    {
        await AskAsync("/wallet/debits", new { card = "c3", amount = "1.00" }, key: "nobody.nothing", status: HttpStatusCode.Unauthorized);
        var poor = await server.KeyAsync("RIGA", Permissions.None);
        (await RefusedAsync("/wallet/debits", new { card = "c3", amount = "1.00" }, HttpStatusCode.Forbidden, key: poor)).Should().Be("not-permitted");
        await server.RevokeAsync(poor);
        await AskAsync("/readers/c3/wallet", null, key: poor, status: HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task LV_9_LV_12_a_note_is_paid_at_the_desk_and_official_receipts_have_no_gap()
    {
        await AskAsync("/charges", new { card = "c4", amount = "3.00", feeType = "01", description = "Database print" });
        var numbers = new List<string>();
        for (var n = 0; n < 3; n++)
            numbers.Add(Text(await AskAsync("/payments", new { card = "c4", amount = "0.50", paymentType = "03", @operator = "ilze" }), "receipt")!);
        numbers.Add(Text(await AskAsync("/wallet/top-ups", new { card = "c4", amount = "2.00", paymentType = "00", @operator = "ilze" }), "receipt")!);
        numbers.Should().BeInAscendingOrder(StringComparer.Ordinal, "a day is written before its numbers").And.OnlyHaveUniqueItems().And.HaveCount(4);
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from (select from receipt group by agency_id, day having max(number) <> count(*)) gap")).Should().Be(0);
    }

    [Fact]
    public async Task LV_8_a_fault_slip_is_assigned_once_and_a_vault_is_counted_against_the_books()
    {
        using var machine = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "cash", "secret1");
        (await machine.AskAsync("WQTOPU20260310    121500EURAORIGA|AAc5|BV10.20|BKm1|WG10.00,0.20|")).Should().StartWith("WR1TOPU000");
        (await machine.AskAsync("WQTOPU20260310    121500EURAORIGA|AAnobody|BV5.00|BKm2|WG5.00|")).Should().StartWith("WR0TOPU101");
        (await AskAsync("/slips", null)).AsArray().Should().ContainSingle(slip => slip!["reference"]!.GetValue<string>() == "m2");
        Text((await AskAsync("/slips/m2/settlement", new { machine = "cash", card = "c5", @operator = "ilze" }))["wallet"]!, "available").Should().Be("25.20");
        (await RefusedAsync("/slips/m2/settlement", new { machine = "cash", card = "c5", @operator = "ilze" }, HttpStatusCode.NotFound)).Should().Be("slip-unknown");
        var emptied = await AskAsync("/vaults/cash/emptying", new { counted = "10.00,5.00", @operator = "ilze" });
        (Text(emptied, "counted"), Text(emptied, "expected"), Text(emptied, "difference")).Should().Be(("15.00", "15.20", "-0.20"));
        (await Invariants.AskAsync(server.DatabaseConnection!, "select coalesce(sum(amount_minor), 0)::bigint from posting where account = 'cash/cash'")).Should().Be(0);
        (await Invariants.AskAsync(server.DatabaseConnection!, "select coalesce(sum(count), 0) from vault_cash where terminal = 'cash'")).Should().Be(0);
    }

    [Fact]
    public async Task LV_5_who_hangs_up_before_the_answer_and_asks_again_is_charged_once()
    {
        var key = await server.KeyAsync("RIGA");
        var at = server.Http("/api/v1/wallet/debits");
        for (var cut = 0; cut < 5; cut++)
        {
            using var line = new System.Net.Sockets.TcpClient { NoDelay = true };
            await line.ConnectAsync(at.Host, at.Port);
            const string body = """{"card":"c7","amount":"0.40"}""";
            await line.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"POST {at.AbsolutePath} HTTP/1.1\r\nHost: {at.Authority}\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: power-cut\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            await Task.Delay(cut * 3, TestContext.Current.CancellationToken);
            line.Client.Close(0);
        }
        Text((await AskAsync("/wallet/debits", new { card = "c7", amount = "0.40" }, idempotency: "power-cut"))["wallet"]!, "available").Should().Be("9.60");
        Text((await AskAsync("/readers/c7/wallet", null))["wallet"]!, "available").Should().Be("9.60");
    }

    [Fact]
    public async Task LV_8_only_a_vault_of_the_own_agency_is_emptied_and_what_was_counted_is_kept()
    {
        (await RefusedAsync("/vaults/nowhere/emptying", new { counted = "10.00", @operator = "ilze" }, HttpStatusCode.NotFound)).Should().Be("vault-unknown");
        (await RefusedAsync("/vaults/cash/emptying", new { counted = "10.00", @operator = "wu" }, HttpStatusCode.NotFound, agency: "BEI")).Should().Be("vault-unknown");
        await AskAsync("/wallet/top-ups", new { card = "c6", amount = "7.00", paymentType = "00" });
        var own = (await AskAsync("/vaults", null)).AsArray().First(vault => vault!["terminal"]!.GetValue<string>().StartsWith("api/", StringComparison.Ordinal))!;
        var expected = decimal.Parse(Text(own, "amount")!, CultureInfo.InvariantCulture);
        Text(await AskAsync($"/vaults/{Uri.EscapeDataString(Text(own, "terminal")!)}/emptying", new { counted = "5.00,2.00", @operator = "ilze" }), "difference")
            .Should().Be((7.00m - expected).ToString("F2", CultureInfo.InvariantCulture));
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from vault_emptying where counted = '5.00,2.00' and operator = 'ilze'")).Should().Be(1);
    }

    [Fact]
    public async Task G_4_who_waives_and_who_gives_back_is_kept_with_the_entry_and_a_waiver_has_no_receipt()
    {
        await AskAsync("/charges", new { card = "c6", amount = "3.00", feeType = "01" }, idempotency: "note-6");
        var waived = await AskAsync("/payments", new { card = "c6", amount = "3.00", paymentType = "09", charges = new[] { "note-6" }, @operator = "ilze" });
        Text(waived, "receipt").Should().BeNull();
        var debit = await AskAsync("/wallet/debits", new { card = "c6", amount = "1.00" });
        await AskAsync("/wallet/recredits", new { card = "c6", debit = Text(debit, "number"), amount = "1.00", reason = "paper jam", @operator = "anna" });
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from ledger_entry where reason = 'waived' and operator = 'ilze'")).Should().Be(1);
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from ledger_entry where reason = 'recredited' and operator = 'anna' and note = 'paper jam'")).Should().Be(1);
    }

    [Fact]
    public async Task What_is_misspelt_is_refused_and_never_taken_for_something_else()
    {
        (await RefusedAsync("/payments", new { card = "c6", amount = "1.00", paymentType = "00", charge = new[] { "1" } }, HttpStatusCode.BadRequest)).Should().Be("request-unreadable");
        (await RefusedAsync("/charges/listed", new { card = "h3", fee = "enrollment" }, HttpStatusCode.BadRequest, agency: "BUDA")).Should().Be("request-unreadable");
        (await RefusedAsync("/deposits", new { card = "b2", level = "Z", paymentType = "00" }, HttpStatusCode.BadRequest, agency: "BEI")).Should().Be("level-unknown");
    }

    [Fact]
    public async Task HU_1_enrolment_by_category_and_HU_6_a_new_card()
    {
        Text(await AskAsync("/charges/listed", new { card = "h1", fee = "enrolment" }, agency: "BUDA"), "number").Should().NotBeNull();
        Text(await AskAsync("/charges/listed", new { card = "h2", fee = "enrolment" }, agency: "BUDA"), "number").Should().BeNull("a child enrols free");
        await AskAsync("/charges/listed", new { card = "h1", fee = "card-replacement" }, agency: "BUDA");
        (await OwedAsync("h1")).Should().Be(240_000 + 30_000);
        (await OwedAsync("h2")).Should().Be(0);
    }

    [Fact]
    public async Task BJ_7_a_deposit_follows_the_level_and_goes_back_only_with_nothing_on_loan()
    {
        Text(await AskAsync("/deposits", new { card = "b1", level = "B", paymentType = "00" }, agency: "BEI"), "amount").Should().Be("50.00");
        Text(await AskAsync("/deposits", new { card = "b1", level = "C", paymentType = "00" }, agency: "BEI"), "amount").Should().Be("50.00");
        (await RefusedAsync("/deposits", new { card = "b1", level = (string?)null, paymentType = "00" }, agency: "BEI")).Should().Be("loans-open");
        (await RefusedAsync("/deposits", new { card = "b2", level = "B", paymentType = "02" }, HttpStatusCode.BadRequest, agency: "BEI")).Should().Be("payment-type", "BJ-13: cash only");
        var left = await AskAsync("/deposits", new { card = "b2", level = "B", paymentType = "00", @operator = "wu" }, agency: "BEI");
        Text(left, "amount").Should().Be("50.00");
        Text(left, "receipt").Should().EndWith("/0001");
        Text(await AskAsync("/deposits", new { card = "b2", level = (string?)null, paymentType = "00" }, agency: "BEI"), "amount").Should().Be("-50.00");
        (await Invariants.AskAsync(server.DatabaseConnection!, "select -coalesce(sum(amount_minor), 0)::bigint from posting where account like 'deposit/%'")).Should().Be(10_000);
    }

    [Fact]
    public async Task HF_13_a_lost_copy_is_replaced_by_the_same_edition_or_paid_by_price_and_age()
    {
        (await RefusedAsync("/items/i1/lost", new { isDamaged = false, newCopyIsbn = "978-7-02-000220-7" }, agency: "HEF")).Should().Be("isbn-differs");
        Text(await AskAsync("/items/i1/lost", new { isDamaged = false, newCopyIsbn = "978-7-02-000221-4" }, agency: "HEF"), "amount").Should().Be("10.00");
        Text(await AskAsync("/items/i2/lost", new { isDamaged = false }, agency: "HEF"), "amount").Should().Be("45.00", "30.00 at half as much again; the processing is for a new copy");
        (await RefusedAsync("/items/i3/lost", new { isDamaged = true }, HttpStatusCode.BadRequest, agency: "HEF")).Should().Be("price-unknown");
        (await RefusedAsync("/items/i3/lost", new { isDamaged = true, price = "5,00" }, HttpStatusCode.BadRequest, agency: "HEF")).Should().Be("payment-amount");
        for (var again = 0; again < 2; again++)
        {
            Text(await AskAsync("/items/i3/lost", new { isDamaged = true, price = "5.00" }, agency: "HEF", idempotency: "torn"), "amount").Should().Be("5.00");
            await AskAsync("/charges", new { card = "f1", amount = "1.00", feeType = "01" }, agency: "HEF");
        }
        (await RefusedAsync("/items/i3/lost", new { isDamaged = true, price = "6.00" }, HttpStatusCode.UnprocessableEntity, agency: "HEF", idempotency: "torn")).Should().Be("key-conflict");
        (await OwedAsync("f1")).Should().Be(1_000 + 4_500 + 500 + 200);
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from loan where ending = 'lost'")).Should().Be(2);
    }

    Task<long> OwedAsync(string card) => Invariants.AskAsync(server.DatabaseConnection!,
        $"select coalesce(sum(amount_minor), 0)::bigint from posting join card on account = 'receivable/' || reader_id where card_number = '{card}'");

    public sealed class ApiServer : ServerFixture
    {
        readonly Dictionary<(string, Permissions), string> keys = [];

        public const Permissions All = Permissions.Pay | Permissions.Spend | Permissions.Waive | Permissions.Recredit | Permissions.Charge | Permissions.Cash;

        public async Task<string> KeyAsync(string agency, Permissions may = All) =>
            keys.TryGetValue((agency, may), out var known) ? known : keys[(agency, may)] = await NewKeyAsync(agency, may);

        public async Task<string> NewKeyAsync(string agency, Permissions may = All, int? perSecond = null)
        {
            var (id, told, hash) = ApiGate.New();
            await Server.Services.GetRequiredService<ApiKeys>().AddAsync(id, hash, agency, "test", may, perSecond, CancellationToken.None);
            return told;
        }

        public Task<bool> RevokeAsync(string key) => Server.Services.GetRequiredService<ApiKeys>().RevokeAsync(key.Split('.')[0], CancellationToken.None);

        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "api.yaml");
            File.WriteAllText(fixture, """
                network: api
                agencies:
                  - {id: RIGA, name: Riga, library: latvia, locations: [{code: R, name: Hall}]}
                  - {id: BUDA, name: Buda, library: obuda, locations: [{code: U, name: Hall}]}
                  - {id: BEI, name: Beijing, library: beijing, locations: [{code: B, name: Hall}]}
                  - {id: HEF, name: Hefei, library: hefei, locations: [{code: H, name: Hall}]}
                terminals:
                  - {login: cash, secret: secret1, agency: RIGA, kind: cash, profile: cash-machine, permissions: [pay]}
                titles:
                  - {record: t1, name: One, isbn: "9787020002214"}
                items:
                  - {barcode: i1, title: t1, agency: HEF, price: "30.00", bought: -400d}
                  - {barcode: i2, title: t1, agency: HEF, price: "30.00", bought: -4400d}
                  - {barcode: i3, title: t1, agency: HEF}
                  - {barcode: i4, title: t1, agency: BEI}
                readers:
                  - {card: h1, agency: BUDA, name: Anna, category: adult}
                  - {card: h2, agency: BUDA, name: Béla, category: child}
                  - {card: b1, agency: BEI, name: 王芳, category: adult, level: B}
                  - {card: b2, agency: BEI, name: 李伟, category: adult, level: B}
                  - {card: f1, agency: HEF, name: 张敏}
                loans:
                  - {item: i1, card: f1, agency: HEF, due: +5d}
                  - {item: i2, card: f1, agency: HEF, due: +5d}
                  - {item: i3, card: f1, agency: HEF, due: +5d}
                  - {item: i4, card: b1, agency: BEI, due: +5d}
                series:
                  - readers: 9
                    each: {card: "c{n}", agency: RIGA, name: "Reader {n}", pin: "1234", language: en, issued: -30d}
                  - wallets: 9
                    each: {card: "c{n}", agency: RIGA, balance: "10.00"}
                """);
            return standard with { Empty = false, Fixture = fixture };
        }
    }
}
