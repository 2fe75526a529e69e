using System.Xml.Linq;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>Every service with its success and its problems. Every answer is validated against the schema of its version.</summary>
public sealed class ServicesTests(NcipServer server) : IClassFixture<NcipServer>
{
    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    static string Secret(string card, string pin) =>
        $"<AuthenticationInput><AuthenticationInputData>{card}</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>Barcode Id</AuthenticationInputType></AuthenticationInput>"
        + $"<AuthenticationInput><AuthenticationInputData>{pin}</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>PIN</AuthenticationInputType></AuthenticationInput>";

    static string Payment(string card, string minor, string reference, string currency = "CNY", string related = "") =>
        $"{User(card)}<FiscalTransactionInformation><FiscalActionType>Payment</FiscalActionType>{(reference.Length == 0 ? "" : $"<FiscalTransactionReferenceId><AgencyId>ILL</AgencyId><FiscalTransactionIdentifierValue>{reference}</FiscalTransactionIdentifierValue></FiscalTransactionReferenceId>")}{related}"
        + $"<FiscalTransactionType>Fine</FiscalTransactionType><Amount><CurrencyCode>{currency}</CurrencyCode><MonetaryValue>{minor}</MonetaryValue></Amount><PaymentMethodType>Cash</PaymentMethodType></FiscalTransactionInformation>";

    static string? ProblemOf(XElement answer) => answer.Element("Problem")?.Element("ProblemType")?.Value;

    async Task<XElement> AskAsync(string service, string content, string from = "ILL")
    {
        using var partner = server.Partner(from);
        return await partner.AskAsync(service, content);
    }

    [Fact]
    public async Task LookupUser_gives_every_element_type_that_is_asked_for()
    {
        var answer = await AskAsync("LookupUser", User("c1") + string.Concat(
            ((string[])["Name Information", "User Address Information", "Date Of Birth", "User Language", "User Privilege", "Block Or Trap", "User Id"])
            .Select(type => $"<UserElementType>{type}</UserElementType>")));

        var fields = answer.Element("UserOptionalFields")!;
        fields.Descendants("Surname").Single().Value.Should().Be("Wang");
        fields.Descendants("GivenName").Single().Value.Should().Be("Fang");
        fields.Descendants("ElectronicAddressData").Select(e => e.Value).Should().Equal("fang@example.org", "+86100");
        fields.Element("DateOfBirth")!.Value.Should().StartWith("1990-05-01");
        fields.Element("UserLanguage")!.Value.Should().Be("eng");
        fields.Element("UserPrivilege")!.Element("AgencyUserPrivilegeType")!.Value.Should().Be("adult");
        fields.Element("UserId")!.Element("UserIdentifierValue")!.Value.Should().Be("c1");
    }

    [Fact]
    public async Task LookupUser_tells_loans_requests_and_what_is_owed()
    {
        var loans = await AskAsync("LookupUser", User("c2") + "<LoanedItemsDesired/><RequestedItemsDesired/><UserFiscalAccountDesired/>");
        loans.Element("LoanedItem")!.Element("ItemId")!.Element("ItemIdentifierValue")!.Value.Should().Be("b3");
        loans.Element("LoanedItemsCount")!.Element("LoanedItemCountValue")!.Value.Should().Be("1");
        loans.Element("UserFiscalAccount")!.Element("AccountBalance")!.Element("MonetaryValue")!.Value.Should().Be("0");

        var owed = await AskAsync("LookupUser", User("c3") + "<UserFiscalAccountDesired/><UserElementType>Block Or Trap</UserElementType>");
        owed.Elements("UserFiscalAccount").Should().ContainSingle();
        owed.Descendants("AccountDetails").Should().HaveCountGreaterThan(0);
        owed.Descendants("FiscalTransactionType").Select(e => e.Value).Should().Contain("Book Replacement Charge");
    }

    [Theory]
    [InlineData("nobody", "Unknown User")]
    [InlineData("", "Needed Data Missing")]
    [InlineData("%", "Unknown User")]
    [InlineData("c1' or '1'='1", "Unknown User")]
    [InlineData("lost1", "User Access Denied")]
    public async Task H36_LookupUser_of_what_is_no_card_tells_nothing(string card, string problem)
    {
        var answer = await AskAsync("LookupUser", User(System.Security.SecurityElement.Escape(card)) + "<UserElementType>Name Information</UserElementType>");
        ProblemOf(answer).Should().Be(problem);
        answer.Element("UserOptionalFields").Should().BeNull();
    }

    [Fact]
    public async Task An_expired_reader_is_found_with_her_blocks()
    {
        var answer = await AskAsync("LookupUser", User("old1") + "<UserElementType>Block Or Trap</UserElementType><UserElementType>User Privilege</UserElementType>");
        ProblemOf(answer).Should().BeNull();
        answer.Descendants("BlockOrTrapType").Select(e => e.Value).Should().Contain("Block Check Out");
        answer.Descendants("UserPrivilegeStatusType").Single().Value.Should().Be("Expired");
    }

    public static TheoryData<string, string?> Proofs => new()
    {
        { Secret("r001", "0001"), null },
        { User("r001") + Secret("r001", "0001"), null },
        { Secret("r001", "9999"), "User Authentication Failed" },
        { Secret("nobody", "0001"), "User Authentication Failed" },
        { User("r002") + Secret("r001", "0001"), "User Authentication Failed" },
        { Secret("r001", "0001") + Secret("r002", "0002"), "User Authentication Failed" },
        { "<AuthenticationInput><AuthenticationInputData>0001</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>PIN</AuthenticationInputType></AuthenticationInput>", "User Authentication Failed" },
    };

    [Theory, MemberData(nameof(Proofs))]
    public async Task H38_H39_who_cannot_prove_who_she_is_learns_nothing(string proof, string? problem)
    {
        var answer = await AskAsync("LookupUser", proof + "<UserElementType>Name Information</UserElementType>");
        ProblemOf(answer).Should().Be(problem);
        if (problem is null) return;
        answer.ToString().Should().NotContain("0001").And.NotContain("读者").And.NotContain("9999");
    }

    [Fact]
    public async Task A_loan_from_check_out_to_check_in()
    {
        var lent = await AskAsync("CheckOutItem", User("r003") + Item("s003") + "<ItemElementType>Circulation Status</ItemElementType><ItemElementType>Sensitization Flag</ItemElementType>");
        ProblemOf(lent).Should().BeNull();
        lent.Element("RenewalCount")!.Value.Should().Be("0");
        lent.Element("ItemOptionalFields")!.Element("SensitizationFlag").Should().NotBeNull();

        ProblemOf(await AskAsync("CheckOutItem", User("r004") + Item("s003"))).Should().Be("Resource Cannot Be Provided");

        var renewed = await AskAsync("RenewItem", User("r003") + Item("s003"));
        ProblemOf(renewed).Should().BeNull();
        renewed.Element("RenewalCount")!.Value.Should().Be("1");

        var returned = await AskAsync("CheckInItem", Item("s003"));
        ProblemOf(returned).Should().BeNull();
        returned.Element("UserId")!.Element("UserIdentifierValue")!.Value.Should().Be("r003", "this partner sees staff data");
        ProblemOf(await AskAsync("RenewItem", User("r003") + Item("s003"))).Should().Be("Item Not Checked Out");
    }

    [Theory]
    [InlineData("CheckOutItem", "nobody", "s004", "Unknown User")]
    [InlineData("CheckOutItem", "r005", "nothing", "Unknown Item")]
    [InlineData("CheckOutItem", "old1", "s004", "User Blocked")]
    [InlineData("CheckOutItem", "r005", "b4", "Resource Cannot Be Provided")]
    [InlineData("RenewItem", "r005", "s004", "Item Not Checked Out")]
    [InlineData("RenewItem", "r005", "nothing", "Unknown Item")]
    [InlineData("RenewItem", "r005", "b3", "User Ineligible To Renew This Item")]
    public async Task A_refusal_is_a_problem_that_names_element_and_value(string service, string card, string barcode, string problem)
    {
        var answer = await AskAsync(service, User(card) + Item(barcode));
        ProblemOf(answer).Should().Be(problem);
        answer.Element("Problem")!.Element("ProblemValue")!.Value.Should().BeOneOf(card, barcode);
        answer.Element("Problem")!.Element("ProblemDetail")!.Value.Should().StartWith(problem);
    }

    [Fact]
    public async Task A_required_fee_or_a_missing_element_never_lends_anything()
    {
        ProblemOf(await AskAsync("CheckOutItem", User("r005"))).Should().Be("Needed Data Missing");
        ProblemOf(await AskAsync("CheckOutItem", User("r005") + Item("s005") + Item("s006"))).Should().Be("Invalid Message Syntax Error");
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode in ('s005', 's006')")).Should().Be(0L);
    }

    [Fact]
    public async Task UndoCheckOutItem_is_as_if_nothing_had_been()
    {
        await AskAsync("CheckOutItem", User("r007") + Item("s007"));
        ProblemOf(await AskAsync("UndoCheckOutItem", Item("s007") + User("r007"))).Should().BeNull();
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 's007' and l.ended_at is null")).Should().Be(0L);
        ProblemOf(await AskAsync("UndoCheckOutItem", Item("nothing"))).Should().Be("Unknown Item");
    }

    [Fact]
    public async Task H46_a_mandated_action_is_honoured_and_one_of_tomorrow_is_not()
    {
        static string At(string date) => $"<MandatedAction><DateEventOccurred>{date}</DateEventOccurred></MandatedAction>";
        var lent = await AskAsync("CheckOutItem", At("2026-01-05T10:00:00Z") + User("old1") + Item("s008"));
        ProblemOf(lent).Should().BeNull("it has happened");
        (await server.DatabaseAsync("select checked_out_at from loan l join item i using (network_id, item_id) where i.barcode = 's008'"))
            .Should().Be(new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc));
        ProblemOf(await AskAsync("CheckInItem", At("2999-01-05T10:00:00Z") + Item("s008"))).Should().Be("Invalid Date");
        ProblemOf(await AskAsync("CheckOutItem", At("2026-01-05T10:00:00Z") + User("old1") + Item("nothing"))).Should().Be("Unknown Item");
        ProblemOf(await AskAsync("CheckInItem", At("yesterday") + Item("s008"))).Should().Be("Invalid Date");
    }

    [Fact]
    public async Task A_request_keeps_the_number_its_partner_gave_it()
    {
        const string Number = "<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>4711</RequestIdentifierValue></RequestId>";
        const string Kind = "<RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>";
        const string Title = "<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>t2</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId></BibliographicId>";
        var asked = await AskAsync("RequestItem", User("r009") + Title + Number + Kind);
        ProblemOf(asked).Should().BeNull();
        asked.Element("RequestId")!.Element("RequestIdentifierValue")!.Value.Should().Be("4711");
        (await AskAsync("RequestItem", User("r009") + Title + Number + Kind)).ToString().Should().Be(asked.ToString(), "H45: a repetition gets the first answer");
        (await server.DatabaseAsync("select count(*) from hold where request_number = '4711'")).Should().Be(1L);

        var listed = await AskAsync("LookupUser", User("r009") + "<RequestedItemsDesired/>");
        listed.Element("RequestedItem")!.Element("RequestId")!.Element("RequestIdentifierValue")!.Value.Should().Be("4711");

        ProblemOf(await AskAsync("CancelRequestItem", User("r010") + Number + "<RequestType>Hold</RequestType>")).Should().Be("Unknown Request", "it is somebody else's");
        ProblemOf(await AskAsync("CancelRequestItem", User("r009") + Number + "<RequestType>Hold</RequestType>")).Should().BeNull();
        (await server.DatabaseAsync("select state from hold where request_number = '4711'")).Should().Be("cancelled");
    }

    [Theory]
    [InlineData("t9", "Hold", "", "Unknown Item")]
    [InlineData("t2", "Magic", "", "Unknown Value From Known Scheme")]
    [InlineData("t2", "Estimate", "", "Element Rule Violated")]
    [InlineData("t2", "Hold", "<PickupLocation>Moon</PickupLocation>", "Element Rule Violated")]
    [InlineData("t2", "Hold", "<NeedBeforeDate>2001-01-01T00:00:00Z</NeedBeforeDate>", "Invalid Date")]
    [InlineData("", "Hold", "", "Needed Data Missing")]
    public async Task A_request_for_the_impossible_says_what_is_wrong(string record, string type, string more, string problem)
    {
        var title = record.Length == 0 ? "" : $"<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{record}</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId></BibliographicId>";
        ProblemOf(await AskAsync("RequestItem", $"{User("r011")}{title}<RequestType>{type}</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>{more}")).Should().Be(problem);
    }

    [Fact]
    public async Task A_payment_is_booked_once_for_its_reference()
    {
        var paid = await AskAsync("CreateUserFiscalTransaction", Payment("c3", "30", "p-1"));
        ProblemOf(paid).Should().BeNull();
        paid.Element("FiscalTransactionReferenceId")!.Element("FiscalTransactionIdentifierValue")!.Value.Should().Be("p-1");
        (await AskAsync("CreateUserFiscalTransaction", Payment("c3", "30", "p-1"))).ToString().Should().Be(paid.ToString());
        ProblemOf(await AskAsync("CreateUserFiscalTransaction", Payment("c3", "31", "p-1"))).Should().Be("Duplicate Fiscal Transaction");
        (await server.DatabaseAsync("select count(*) from ledger_entry where reason = 'paid'")).Should().Be(1L);
    }

    [Theory]
    [InlineData("1.50", "CNY", "Invalid Amount")]
    [InlineData("1e3", "CNY", "Invalid Amount")]
    [InlineData("-5", "CNY", "Invalid Amount")]
    [InlineData("0", "CNY", "Invalid Amount")]
    [InlineData("1000000000000000000000000000000", "CNY", "Invalid Amount")]
    [InlineData("10", "XXX", "Invalid Amount")]
    [InlineData("10", "EUR", "Invalid Amount")]
    [InlineData("999999", "CNY", "Invalid Amount")]
    public async Task H40_an_amount_is_exact_or_refused(string minor, string currency, string problem) =>
        ProblemOf(await AskAsync("CreateUserFiscalTransaction", Payment("c3", minor, "", currency))).Should().Be(problem);

    [Fact]
    public async Task UpdateItem_keeps_a_note_of_machines()
    {
        const string Note = "<AddItemFields><PhysicalCondition><PhysicalConditionType>Markings</PhysicalConditionType><PhysicalConditionDetails>coffee</PhysicalConditionDetails></PhysicalCondition></AddItemFields>";
        ProblemOf(await AskAsync("UpdateItem", Item("s012") + Note)).Should().BeNull();
        (await AskAsync("LookupItem", Item("s012") + "<ItemElementType>PhysicalCondition</ItemElementType>")).Descendants("PhysicalConditionDetails").Single().Value.Should().Be("coffee");
        ProblemOf(await AskAsync("UpdateItem", Item("s012") + "<AddItemFields><SecurityMarker>Ultra-Max</SecurityMarker></AddItemFields>")).Should().Be("Unable To Add Element");
        ProblemOf(await AskAsync("UpdateItem", Item("nothing") + Note)).Should().Be("Unknown Item");
    }

    [Fact]
    public async Task LookupAgency_is_a_handshake()
    {
        const string Types = "<AgencyElementType>Organization Name Information</AgencyElementType><AgencyElementType>Authentication Prompt</AgencyElementType><AgencyElementType>Application Profile Supported Type</AgencyElementType>";
        var answer = await AskAsync("LookupAgency", $"<AgencyId>TOWN</AgencyId>{Types}");
        answer.Descendants("OrganizationName").Single().Value.Should().Be("Town Library");
        answer.Elements("AuthenticationPrompt").Should().HaveCount(2);
        ProblemOf(await AskAsync("LookupAgency", $"<AgencyId>NOWHERE</AgencyId>{Types}")).Should().Be("Unknown Agency");
    }

    static string Record(string number) => $"<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{number}</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId></BibliographicId>";

    [Fact]
    public async Task LookupItemSet_pages_through_all_copies_and_tells_what_is_not_there()
    {
        var barcodes = new List<string>();
        var token = "";
        do
        {
            var page = await AskAsync("LookupItemSet", Record("t1") + Record("t3") + "<ItemElementType>Circulation Status</ItemElementType><MaximumItemsCount>25</MaximumItemsCount>" + token);
            ProblemOf(page).Should().BeNull();
            barcodes.AddRange(page.Descendants("ItemInformation").Select(e => e.Element("ItemId")!.Element("ItemIdentifierValue")!.Value));
            token = page.Element("NextItemToken")?.ToString() ?? "";
        }
        while (token.Length > 0);
        barcodes.Should().HaveCount(63).And.OnlyHaveUniqueItems();

        var some = await AskAsync("LookupItemSet", Record("t1") + Record("nothing"));
        some.Elements("BibInformation").Should().HaveCount(2);
        some.Elements("BibInformation").Last().Element("Problem")!.Element("ProblemType")!.Value.Should().Be("Unknown Item");
    }

    [Theory]
    [InlineData("<MaximumItemsCount>0</MaximumItemsCount>", "Element Rule Violated")]
    [InlineData("<MaximumItemsCount>-1</MaximumItemsCount>", "Element Rule Violated")]
    [InlineData("<MaximumItemsCount>1000000000</MaximumItemsCount>", null)]
    [InlineData("<NextItemToken>25.forged</NextItemToken>", "Element Rule Violated")]
    public async Task H42_paging_is_bounded_and_a_token_is_for_its_own_question(string more, string? problem)
    {
        ProblemOf(await AskAsync("LookupItemSet", Record("t3") + more)).Should().Be(problem);
        var page = await AskAsync("LookupItemSet", Record("t3") + "<MaximumItemsCount>5</MaximumItemsCount>");
        var token = page.Element("NextItemToken")!.ToString();
        ProblemOf(await AskAsync("LookupItemSet", Record("t1") + "<MaximumItemsCount>5</MaximumItemsCount>" + token)).Should().Be("Element Rule Violated");
        ProblemOf(await AskAsync("LookupItemSet", Record("t3") + "<MaximumItemsCount>5</MaximumItemsCount>" + token, "AHEAD")).Should().Be("Element Rule Violated");
    }

    [Fact]
    public async Task LookupRequest_tells_how_a_request_stands_by_number_or_by_reader_and_copy()
    {
        const string Number = "<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>R-77</RequestIdentifierValue></RequestId>";
        await AskAsync("RequestItem", User("r014") + Record("t3") + Number + "<RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>");
        var found = await AskAsync("LookupRequest", Number + "<RequestElementType>Hold Queue Position</RequestElementType><RequestElementType>User Id</RequestElementType><RequestElementType>Request Status Type</RequestElementType>");
        found.Element("HoldQueuePosition")!.Value.Should().NotBe("0");
        found.Element("UserId")!.Element("UserIdentifierValue")!.Value.Should().Be("r014");
        found.Element("RequestStatusType")!.Value.Should().Be("In Process");
        ProblemOf(await AskAsync("LookupRequest", User("r014") + Item("s014") + "<RequestType>Hold</RequestType>")).Should().BeNull();
        ProblemOf(await AskAsync("LookupRequest", Number.Replace("R-77", "R-78", StringComparison.Ordinal))).Should().Be("Unknown Request");
        (await AskAsync("LookupItem", Number)).Element("RequestId").Should().NotBeNull();
        // The other tests renew copies of this title.
        ProblemOf(await AskAsync("CancelRequestItem", User("r014") + Number + "<RequestType>Hold</RequestType>")).Should().BeNull();
    }

    [Fact]
    public async Task A_recall_shortens_the_loan_and_can_be_withdrawn()
    {
        ProblemOf(await AskAsync("RecallItem", Item("s015"))).Should().Be("Item Not Checked Out");
        await AskAsync("CheckOutItem", User("r015") + Item("s015"));
        ProblemOf(await AskAsync("CancelRecallItem", Item("s015"))).Should().Be("Recall Cannot Be Cancelled At This Time");
        var recalled = await AskAsync("RecallItem", Item("s015"));
        DateTimeOffset.Parse(recalled.Element("DateDue")!.Value, System.Globalization.CultureInfo.InvariantCulture).Should().BeBefore(TimeProvider.System.GetUtcNow().AddDays(3));
        (await AskAsync("LookupItem", Item("s015") + "<ItemElementType>Circulation Status</ItemElementType>")).Descendants("CirculationStatus").Single().Value.Should().Be("Recalled");
        ProblemOf(await AskAsync("CancelRecallItem", Item("s015"))).Should().BeNull();
    }

    [Fact]
    public async Task What_a_reader_reports_of_her_loan_is_kept()
    {
        ProblemOf(await AskAsync("ReportCirculationStatusChange", Item("s016") + User("r016") + "<ItemReportedLost/>")).Should().Be("Item Not Checked Out To This User");
        await AskAsync("CheckOutItem", User("r016") + Item("s016"));
        ProblemOf(await AskAsync("ReportCirculationStatusChange", Item("s016") + User("r016") + "<ItemReportedNeverBorrowed/>")).Should().BeNull();
        (await AskAsync("LookupItem", Item("s016") + "<ItemElementType>Circulation Status</ItemElementType>")).Descendants("CirculationStatus").Single().Value
            .Should().Be("Claimed Returned Or Never Borrowed");
    }

    [Theory]
    [InlineData("Missing", null)]
    [InlineData("On Loan", "Element Rule Violated")]
    public async Task UpdateCirculationStatus_sets_what_no_loan_decides(string status, string? problem) =>
        ProblemOf(await AskAsync("UpdateCirculationStatus", Item("s017") + $"<CirculationStatus>{status}</CirculationStatus>")).Should().Be(problem);

    [Fact]
    public async Task A_notification_is_kept_once_and_acknowledged()
    {
        const string Shipped = "<RequestId><RequestIdentifierValue>R-1</RequestIdentifierValue></RequestId><ItemId><ItemIdentifierValue>x9</ItemIdentifierValue></ItemId><DateShipped>2026-03-01T10:00:00Z</DateShipped><ShippingInformation><PhysicalAddress><UnstructuredAddress><UnstructuredAddressType>Newline-Delimited Text</UnstructuredAddressType><UnstructuredAddressData>a</UnstructuredAddressData></UnstructuredAddress><PhysicalAddressType>Postal Address</PhysicalAddressType></PhysicalAddress></ShippingInformation>";
        var answer = await AskAsync("ItemShipped", Shipped);
        ProblemOf(answer).Should().BeNull();
        answer.Element("Ext")!.Element("RequestId").Should().NotBeNull("some profiles wait for the echo");
        await AskAsync("ItemShipped", Shipped);
        (await server.DatabaseAsync("select count(*) from partner_news where service = 'ItemShipped' and request_number = 'R-1'")).Should().Be(1L);
        ProblemOf(await AskAsync("ItemReceived", "<ItemId><ItemIdentifierValue>x9</ItemIdentifierValue></ItemId>")).Should().Be("Needed Data Missing");
    }

    [Fact]
    public async Task An_undone_return_is_not_what_UndoCheckOutItem_does()
    {
        await AskAsync("CheckOutItem", User("r018") + Item("s018"));
        await AskAsync("CheckInItem", Item("s018"));
        ProblemOf(await AskAsync("UndoCheckOutItem", Item("s018"))).Should().NotBeNull();
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 's018' and l.ended_at is null")).Should().Be(0L);
    }

    [Fact]
    public async Task An_accepted_item_waits_for_its_reader_and_is_lent_to_her()
    {
        const string Accept = "<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>X-1</RequestIdentifierValue></RequestId><RequestedActionType>Hold For Pickup</RequestedActionType>"
            + "<UserId><UserIdentifierValue>r021</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>foreign-1</ItemIdentifierValue></ItemId>"
            + "<ItemOptionalFields><BibliographicDescription><Author>Ibsen</Author><Title>Brand</Title></BibliographicDescription></ItemOptionalFields><PickupLocation>HALL</PickupLocation>";
        var accepted = await AskAsync("AcceptItem", Accept);
        ProblemOf(accepted).Should().BeNull();
        accepted.Element("ItemId")!.Element("ItemIdentifierValue")!.Value.Should().Be("foreign-1");
        (await AskAsync("AcceptItem", Accept)).ToString().Should().Be(accepted.ToString(), "H45");
        ProblemOf(await AskAsync("AcceptItem", Accept.Replace("X-1", "X-2", StringComparison.Ordinal))).Should().Be("Cannot Accept Item");
        (await AskAsync("LookupUser", User("r021") + "<RequestedItemsDesired/>")).Descendants("RequestStatusType").Single().Value.Should().Be("Available For Pickup");
        ProblemOf(await AskAsync("CheckOutItem", User("r022") + Item("foreign-1"))).Should().Be("User Ineligible To Check Out This Item", "it is another reader's");
        ProblemOf(await AskAsync("CheckOutItem", User("r021") + Item("foreign-1"))).Should().BeNull();
        ProblemOf(await AskAsync("CheckInItem", Item("foreign-1"))).Should().BeNull();
    }

    [Fact]
    public async Task CreateItem_makes_a_copy_that_can_be_lent()
    {
        const string New = "<BibliographicDescription><Title>New</Title></BibliographicDescription>";
        ProblemOf(await AskAsync("CreateItem", Item("new-1") + New)).Should().BeNull();
        ProblemOf(await AskAsync("CreateItem", Item("s001") + New)).Should().Be("Duplicate Item");
        ProblemOf(await AskAsync("CheckOutItem", User("r023") + Item("new-1"))).Should().BeNull();
    }

    [Fact]
    public async Task UpdateRequestItem_moves_a_request_to_another_place()
    {
        await AskAsync("RequestItem", User("r031") + Item("b1") + "<RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>");
        static string Change(string fields) => User("r031") + Item("b1") + $"<RequestType>Hold</RequestType><AddRequestFields>{fields}</AddRequestFields>";
        ProblemOf(await AskAsync("UpdateRequestItem", Change("<PickupLocation>NIGHT</PickupLocation>"))).Should().BeNull();
        (await server.DatabaseAsync("select pickup_location from hold where card_number = 'r031'")).Should().Be("NIGHT");
        ProblemOf(await AskAsync("UpdateRequestItem", Change("<PickupLocation>MOON</PickupLocation>"))).Should().Be("Element Rule Violated");
        ProblemOf(await AskAsync("UpdateRequestItem", Change("<RequestStatusType>Expired</RequestStatusType>"))).Should().Be("Unable To Add Element");
        ProblemOf(await AskAsync("UpdateRequestItem", Change("<PickupLocation>HALL</PickupLocation>").Replace("r031", "r032", StringComparison.Ordinal))).Should().Be("Unknown Request");
        ProblemOf(await AskAsync("CancelRequestItem", User("r031") + Item("b1") + "<RequestType>Hold</RequestType>")).Should().BeNull();
    }

    [Fact]
    public async Task UpdateUser_reports_a_card_lost_and_found_and_blocks_it()
    {
        static string Change(string fields, string type) => $"{User("r033")}<{fields}><BlockOrTrap><AgencyId>TOWN</AgencyId><BlockOrTrapType>{type}</BlockOrTrapType></BlockOrTrap></{fields}>";
        ProblemOf(await AskAsync("UpdateUser", Change("AddUserFields", "Trap For Lost Card"))).Should().BeNull();
        ProblemOf(await AskAsync("CheckOutItem", User("r033") + Item("s033"))).Should().Be("User Blocked");
        ProblemOf(await AskAsync("UpdateUser", Change("DeleteUserFields", "Trap For Lost Card"))).Should().BeNull();
        ProblemOf(await AskAsync("UpdateUser", Change("AddUserFields", "Block Check Out"))).Should().BeNull();
        ProblemOf(await AskAsync("CheckOutItem", User("r033") + Item("s033"))).Should().Be("User Blocked");
        ProblemOf(await AskAsync("UpdateUser", Change("DeleteUserFields", "Block Check Out"))).Should().BeNull();
        ProblemOf(await AskAsync("CheckOutItem", User("r033") + Item("s033"))).Should().BeNull();
        ProblemOf(await AskAsync("UpdateUser", User("r033") + "<AddUserFields><UserLanguage>eng</UserLanguage></AddUserFields>")).Should().Be("Unauthorized Service For Agency");
        ProblemOf(await AskAsync("UpdateUser", Change("AddUserFields", "Block Hold").Replace("r033", "nobody", StringComparison.Ordinal))).Should().Be("Unknown User");
    }

    [Fact]
    public async Task A_return_that_somebody_waits_for_is_routed_to_the_hold_shelf()
    {
        await AskAsync("CheckOutItem", User("r034") + Item("b2"));
        await AskAsync("RequestItem", User("r035") + Item("b2") + "<RequestType>Hold</RequestType><RequestScopeType>Item</RequestScopeType><PickupLocation>NIGHT</PickupLocation>");
        ProblemOf(await AskAsync("RenewItem", User("r034") + Item("b2"))).Should().Be("Renewal Not Allowed - Item Has Outstanding Requests");
        var returned = await AskAsync("CheckInItem", Item("b2") + "<ItemElementType>Circulation Status</ItemElementType>");
        returned.Descendants("CirculationStatus").Single().Value.Should().Be("In Transit Between Library Locations");
        var routing = returned.Element("RoutingInformation")!;
        routing.Descendants("LocationNameValue").Single().Value.Should().Be("NIGHT");
        routing.Element("UserId")!.Element("UserIdentifierValue")!.Value.Should().Be("r035");
    }
}
