using System.Xml.Linq;
using FluentAssertions;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>CreateUserFiscalTransaction in all its meanings, and what LookupUser tells of both accounts (domain reference 1.6; LV-2 to LV-11).</summary>
public sealed class FiscalTests(FiscalTests.WalletServer server) : IClassFixture<FiscalTests.WalletServer>
{
    static string Transaction(string card, string action, string type, long minor, string? reference = null, string method = "", string related = "", string until = "",
        string description = "", string currency = "EUR", string relatedAgency = "ILL") =>
        $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId><FiscalTransactionInformation><FiscalActionType>{action}</FiscalActionType>"
        + (reference is null ? "" : $"<FiscalTransactionReferenceId><AgencyId>ILL</AgencyId><FiscalTransactionIdentifierValue>{reference}</FiscalTransactionIdentifierValue></FiscalTransactionReferenceId>")
        + (related.Length == 0 ? "" : $"<RelatedFiscalTransactionReferenceId><AgencyId>{relatedAgency}</AgencyId><FiscalTransactionIdentifierValue>{related}</FiscalTransactionIdentifierValue></RelatedFiscalTransactionReferenceId>")
        + $"<FiscalTransactionType>{type}</FiscalTransactionType>"
        + (until.Length == 0 ? "" : $"<ValidToDate>{until}</ValidToDate>")
        + $"<Amount><CurrencyCode>{currency}</CurrencyCode><MonetaryValue>{minor}</MonetaryValue></Amount>"
        + (method.Length == 0 ? "" : $"<PaymentMethodType>{method}</PaymentMethodType>")
        + (description.Length == 0 ? "" : $"<FiscalTransactionDescription>{description}</FiscalTransactionDescription>") + "</FiscalTransactionInformation>";

    static string Wallet(string card, string action, long minor, string? reference, string related = "", string until = "") =>
        Transaction(card, action, "Service Charge", minor, reference, "Deposit Account", related, until);

    static string? ProblemOf(XElement answer) => answer.Element("Problem")?.Element("ProblemType")?.Value;

    static string NumberOf(XElement answer) =>
        answer.Element("FiscalTransactionReferenceId")?.Element("FiscalTransactionIdentifierValue")?.Value ?? throw new InvalidOperationException(answer.ToString());

    async Task<XElement> DoAsync(string content)
    {
        using var partner = server.Partner();
        return await partner.AskAsync("CreateUserFiscalTransaction", content);
    }

    async Task<long[]> BalancesAsync(string card, string from = "ILL")
    {
        using var partner = new NcipClient(server.Http("/ncip"), from, "TOWN");
        var user = await partner.AskAsync("LookupUser", $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId><UserFiscalAccountDesired/>");
        return [.. user.Elements("UserFiscalAccount").Select(account => long.Parse(account.Element("AccountBalance")!.Element("MonetaryValue")!.Value, System.Globalization.CultureInfo.InvariantCulture))];
    }

    static string Soon => TimeProvider.System.GetUtcNow().AddMinutes(20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task LV_5_a_print_job_is_held_captured_and_the_rest_is_free_again()
    {
        var hold = await DoAsync(Wallet("c1", "Assess", 120, "h-1", until: Soon));
        var number = NumberOf(hold);
        (await DoAsync(Wallet("c1", "Assess", 120, "h-1", until: Soon))).ToString().Should().NotBe("");
        (await BalancesAsync("c1")).Should().Equal(0, 880);
        (await DoAsync(Wallet("c1", "Payment", 90, "c-1", related: number))).Element("Problem").Should().BeNull();
        (await BalancesAsync("c1")).Should().Equal(0, 910);
        ProblemOf(await DoAsync(Wallet("c1", "Payment", 90, "c-2", related: "h-1"))).Should().Be("Element Rule Violated", "it was captured already");
    }

    [Fact]
    public async Task LV_5_a_hold_is_told_released_and_must_be_named_with_its_amount()
    {
        await DoAsync(Wallet("c2", "Assess", 120, "h-2", until: Soon));
        using (var partner = server.Partner())
        {
            var user = await partner.AskAsync("LookupUser", "<UserId><UserIdentifierValue>c2</UserIdentifierValue></UserId><UserFiscalAccountDesired/>");
            user.Elements("UserFiscalAccount").Last().Element("AccountDetails")!.Descendants("MonetaryValue").Single().Value.Should().Be("120");
        }
        ProblemOf(await DoAsync(Wallet("c2", "Cancel", 100, "v2-1", related: "h-2"))).Should().Be("Invalid Amount");
        ProblemOf(await DoAsync(Wallet("c2", "Cancel", 120, "v2-2", related: "h-2"))).Should().BeNull();
        (await BalancesAsync("c2")).Should().Equal(0, 1000);
    }

    [Fact]
    public async Task LV_2_what_the_account_cannot_cover_is_refused_with_a_problem_of_our_own()
    {
        var refused = await DoAsync(Wallet("c3", "Assess", 1001, "d3-1"));
        ProblemOf(refused).Should().Be("Insufficient Balance");
        refused.Element("Problem")!.Element("ProblemType")!.Attributes().Single(a => a.Name.LocalName == "Scheme").Value.Should().Contain("protocolserver");
        ProblemOf(await DoAsync(Wallet("c3", "Assess", 1000, "d3-2"))).Should().BeNull();
        (await BalancesAsync("c3")).Should().Equal(0, 0);
    }

    [Fact]
    public async Task LV_7_a_debit_is_given_back_once_and_LV_11_an_old_card_emptied_once()
    {
        await DoAsync(Wallet("c4", "Assess", 100, "d4-1"));
        ProblemOf(await DoAsync(Wallet("c4", "Forgive", 60, "r-1", related: "d4-1"))).Should().BeNull();
        ProblemOf(await DoAsync(Wallet("c4", "Forgive", 60, "r-2", related: "d4-1"))).Should().Be("Invalid Amount");
        ProblemOf(await DoAsync(Transaction("c4", "Payment", "Purchase", 500, "t-1", "Cash"))).Should().BeNull();
        ProblemOf(await DoAsync(Transaction("c4", "Payment", "Purchase", 300, "x-1", "Funds Transfer", description: "OLD-7"))).Should().BeNull();
        ProblemOf(await DoAsync(Transaction("c4", "Payment", "Purchase", 300, "x-2", "Funds Transfer", description: "OLD-7"))).Should().Be("Duplicate Fiscal Transaction");
        (await BalancesAsync("c4")).Should().Equal(0, 1000 - 100 + 60 + 500 + 300);
    }

    [Fact]
    public async Task Charges_are_assessed_paid_from_the_account_waived_and_written_off()
    {
        await DoAsync(Transaction("c5", "Assess", "Card Replacement Charge", 300, "a-1"));
        await DoAsync(Transaction("c5", "Assess", "Fine", 200, "a-2"));
        await DoAsync(Transaction("c5", "Assess", "Service Charge", 100, "a-3"));
        (await BalancesAsync("c5")).Should().Equal(600, 1000);
        ProblemOf(await DoAsync(Transaction("c5", "Payment", "Card Replacement Charge", 300, "p-1", "Deposit Account", related: "a-1"))).Should().BeNull();
        ProblemOf(await DoAsync(Transaction("c5", "Waive", "Fine", 100, "w-1", related: "a-2"))).Should().Be("Invalid Amount", "a fee is waived whole");
        ProblemOf(await DoAsync(Transaction("c5", "Waive", "Fine", 200, "w-2", related: "a-2"))).Should().BeNull();
        ProblemOf(await DoAsync(Transaction("c5", "Write Off", "Service Charge", 100, "w-3", related: "a-3"))).Should().BeNull();
        (await BalancesAsync("c5")).Should().Equal(0, 700);
    }

    [Fact]
    public async Task The_same_reference_with_other_content_posts_nothing_and_without_one_no_wallet_moves()
    {
        await DoAsync(Wallet("c6", "Assess", 100, "same"));
        ProblemOf(await DoAsync(Wallet("c6", "Assess", 101, "same"))).Should().Be("Duplicate Fiscal Transaction");
        ProblemOf(await DoAsync(Wallet("c6", "Assess", 100, null))).Should().Be("Needed Data Missing");
        ProblemOf(await DoAsync(Wallet("c6", "Assess", 0, "zero"))).Should().Be("Invalid Amount");
        ProblemOf(await DoAsync(Transaction("c6", "Penalty", "Service Charge", 100, "odd", "Cash"))).Should().Be("Element Rule Violated", "a combination without meaning is never guessed");
        (await BalancesAsync("c6")).Should().Equal(0, 900);
    }

    [Fact]
    public async Task What_has_happened_off_line_is_posted_though_it_makes_a_debt_and_staff_look_it_over()
    {
        var happened = $"<MandatedAction><DateEventOccurred>{TimeProvider.System.GetUtcNow().AddHours(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}</DateEventOccurred></MandatedAction>";
        ProblemOf(await DoAsync(Wallet("c10", "Assess", 1300, "on-8"))).Should().Be("Insufficient Balance");
        ProblemOf(await DoAsync(happened + Wallet("c10", "Assess", 1300, "off-8"))).Should().BeNull();
        ProblemOf(await DoAsync(happened + Wallet("c10", "Assess", 1300, "off-8"))).Should().BeNull("it is the same one");
        (await BalancesAsync("c10")).Should().Equal(300, 0);
        await DoAsync(Wallet("c11", "Assess", 200, "h-9", until: Soon));
        ProblemOf(await DoAsync(happened + Wallet("c11", "Payment", 1100, "c-9", related: "h-9"))).Should().BeNull();
        (await BalancesAsync("c11")).Should().Equal(100, 0);
        (await Sip2.Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from contradiction where code = 'debt-off-line' and settled_at is null")).Should().Be(2);
    }

    [Fact]
    public async Task What_a_fee_is_for_is_kept_with_it()
    {
        await DoAsync(Transaction("c12", "Assess", "Fine", 200, "a-12", description: "Interlibrary postage"));
        (await Sip2.Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from charge where title_name = 'Interlibrary postage'")).Should().Be(1);
    }

    [Fact]
    public async Task Who_reads_one_account_is_told_of_the_debts_alone()
    {
        (await BalancesAsync("c8")).Should().Equal(0, 1000);
        (await BalancesAsync("c8", "ONE")).Should().Equal(0);
    }

    [Fact]
    public async Task Both_wires_agree_on_the_balance()
    {
        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "desk", "secret1");
        (await desk.AskAsync("3720260301    1015000100EURBV5.00|AOTOWN|AAc7|CGWALLET|BKboth-1|")).Should().StartWith("38Y").And.Contain("|WB15.00|");
        (await BalancesAsync("c7")).Should().Equal(0, 1500);
    }

    [Fact]
    public async Task Scenario_10_forints_are_whole_on_SIP2_and_in_hundredths_on_NCIP()
    {
        // ISO 4217 gives HUF two decimals, whatever people pay with (domain reference 1.3).
        using var partner = new NcipClient(server.Http("/ncip"), "ILL", "HILL");
        var assessed = Transaction("huf", "Assess", "Card Replacement Charge", 240_000, "huf-1", currency: "HUF");
        ProblemOf(await partner.AskAsync("CreateUserFiscalTransaction", assessed)).Should().BeNull();
        (await OwedAsync()).Should().Be("240000");

        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "hill-desk", "secret1");
        (await desk.AskAsync("63001" + Moment + "          AOHILL|AAhuf|AC|AD1234|")).Should().Contain("|BHHUF|BV2400.00|");
        (await desk.AskAsync("37" + Moment + "0200HUFBV2400|AOHILL|AAhuf|BKhuf-pay|")).Should().StartWith("38Y");
        (await OwedAsync()).Should().Be("0");

        async Task<string> OwedAsync()
        {
            var user = await partner.AskAsync("LookupUser", "<UserId><UserIdentifierValue>huf</UserIdentifierValue></UserId><UserFiscalAccountDesired/>");
            return user.Elements("UserFiscalAccount").First().Element("AccountBalance")!.Element("MonetaryValue")!.Value;
        }
    }

    const string Moment = "20260301    101500";

    /// <summary>A library with prepaid accounts and a partner that may do everything with them.</summary>
    public sealed class WalletServer : ServerFixture
    {
        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "wallets.yaml");
            File.WriteAllText(fixture, """
                network: town
                agencies:
                  - {id: TOWN, name: Town Library, library: latvia, locations: [{code: HALL, name: Hall}]}
                  - {id: HILL, name: Hill Library, library: obuda, locations: [{code: ROOM, name: Room}]}
                terminals:
                  - {login: hill-desk, secret: secret1, agency: HILL, kind: self-check, permissions: [pay]}
                  - {login: desk, secret: secret1, agency: TOWN, kind: desk, profile: wallet-desk, permissions: [pay, waive, recredit]}
                partners:
                  - {id: ILL, agency: TOWN, agencies: [HILL], permissions: [pay, spend, waive, recredit, charge]}
                  - {id: ONE, agency: TOWN, habits: [single-account]}
                series:
                  - readers: 12
                    each: {card: "c{n}", agency: TOWN, name: "Reader {n}", pin: "1234", language: en, issued: -30d}
                  - wallets: 12
                    each: {card: "c{n}", agency: TOWN, balance: "10.00"}
                readers:
                  - {card: huf, agency: HILL, name: "Kovács, Anna", pin: "1234", language: en, valid-until: +100d}
                """);
            return standard with { Empty = false, Fixture = fixture };
        }

        public NcipClient Partner() => new(Http("/ncip"), "ILL", "TOWN");
    }
}
