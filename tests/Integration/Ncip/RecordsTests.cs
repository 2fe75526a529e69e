using System.Xml.Linq;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>Readers, copies and agencies that partners make, change and withdraw.</summary>
public sealed class RecordsTests(NcipServer server) : IClassFixture<NcipServer>
{
    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    static string Named(string given, string family) =>
        $"<NameInformation><PersonalNameInformation><StructuredPersonalUserName><GivenName>{given}</GivenName><Surname>{family}</Surname></StructuredPersonalUserName></PersonalNameInformation></NameInformation>";

    static string Electronic(string type, string data) =>
        $"<UserAddressInformation><UserAddressRoleType>Home</UserAddressRoleType><ElectronicAddress><ElectronicAddressType>{type}</ElectronicAddressType><ElectronicAddressData>{data}</ElectronicAddressData></ElectronicAddress></UserAddressInformation>";

    static string Privilege(string category, string? until = null) =>
        $"<UserPrivilege><AgencyId>TOWN</AgencyId><AgencyUserPrivilegeType>{category}</AgencyUserPrivilegeType>{(until is null ? "" : $"<ValidToDate>{until}</ValidToDate>")}</UserPrivilege>";

    static string Input(string type, string data) =>
        $"<AuthenticationInput><AuthenticationInputData>{data}</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>{type}</AuthenticationInputType></AuthenticationInput>";

    async Task<XElement> AskAsync(string service, string content, string from = "REC", string to = "TOWN")
    {
        using var partner = server.Partner(from, to);
        return await partner.AskAsync(service, content);
    }

    /// <summary>Type, element and value of the first problem; null where there is none.</summary>
    async Task<string?> ProblemAsync(string service, string content, string from = "REC", string to = "TOWN") => Problem(await AskAsync(service, content, from, to));

    static string? Problem(XElement answer) => answer.Element("Problem") is not { } problem ? null
        : string.Join(" | ", new[] { "ProblemType", "ProblemElement", "ProblemValue" }.Select(part => problem.Element(part)?.Value).Where(part => part is not null));

    Task<XElement> LookUpAsync(string card) => AskAsync("LookupUser", User(card) + string.Concat(((string[])
        ["Name Information", "User Address Information", "Date Of Birth", "User Language", "User Privilege", "User Id", "Block Or Trap", "Previous User Id"])
        .Select(type => $"<UserElementType>{type}</UserElementType>")));

    [Fact]
    public async Task A_reader_is_enrolled_with_all_that_the_message_brings_and_can_sign_in()
    {
        var message = User("cu1") + Named("Ana", "Silva") + Electronic("mailto", "ana@example.org") + Electronic("tel", "+351 1")
            + "<UserAddressInformation><UserAddressRoleType>Home</UserAddressRoleType><PhysicalAddress><StructuredAddress><Street>Rua 1</Street><Locality>Lisboa</Locality><PostalCode>1000</PostalCode></StructuredAddress><PhysicalAddressType>Postal Address</PhysicalAddressType></PhysicalAddress></UserAddressInformation>"
            + "<DateOfBirth>1990-02-03T00:00:00</DateOfBirth><UserLanguage>hun</UserLanguage>" + Privilege("child", "2091-05-06T12:00:00+08:00");
        (await AskAsync("CreateUser", message)).Descendants("UserIdentifierValue").Single().Value.Should().Be("cu1");

        var told = (await LookUpAsync("cu1")).Element("UserOptionalFields")!;
        told.Descendants("GivenName").Single().Value.Should().Be("Ana");
        told.Descendants("Surname").Single().Value.Should().Be("Silva");
        told.Descendants("ElectronicAddressData").Select(data => data.Value).Should().Equal("ana@example.org", "+351 1");
        told.Descendants("UnstructuredAddressData").Single().Value.Should().Be("Rua 1\n1000 Lisboa");
        told.Element("DateOfBirth")!.Value.Should().StartWith("1990-02-03");
        told.Element("UserLanguage")!.Value.Should().Be("hun");
        told.Descendants("AgencyUserPrivilegeType").Single().Value.Should().Be("child");
        told.Descendants("ValidToDate").Single().Value.Should().Be("2091-05-06T23:59:59+08:00");
        // The first PIN is the date of birth where the library's rule says so (HF-3).
        (await ProblemAsync("LookupUser", Input("Barcode Id", "cu1") + Input("PIN", "19900203"))).Should().BeNull();
    }

    [Fact]
    public async Task The_library_s_rule_makes_a_number_where_the_message_has_none_and_a_repetition_makes_no_second_reader()
    {
        var message = Named("Bo", "Ek") + "<DateOfBirth>1971-01-01T00:00:00Z</DateOfBirth>";
        var number = (await AskAsync("CreateUser", message)).Descendants("UserIdentifierValue").Single().Value;
        number.Should().StartWith("5513401").And.HaveLength(13);
        (await AskAsync("CreateUser", message)).Descendants("UserIdentifierValue").Single().Value.Should().Be(number, "the first answer again");
        (await server.DatabaseAsync("select count(*) from reader where name = 'Ek, Bo'")).Should().Be(1L);
        (await ProblemAsync("CreateUser", message + "<UserLanguage>eng</UserLanguage>")).Should().Be("Duplicate User | NameInformation", "one person has one card (BJ-14)");
        (await ProblemAsync("CreateUser", User("c1") + Named("Somebody", "Else"))).Should().Be("Duplicate User | UserIdentifierValue | c1");
    }

    [Fact]
    public async Task The_same_person_enrolled_at_ten_desks_at_once_gets_one_card()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => AskAsync("CreateUser", User($"race{n}") + Named("Race", "Racer") + "<DateOfBirth>1981-01-01T00:00:00Z</DateOfBirth>")));
        answers.Count(answer => answer.Element("Problem") is null).Should().Be(1);
        (await server.DatabaseAsync("select count(*) from reader where name = 'Racer, Race'")).Should().Be(1L);
    }

    [Theory]
    [InlineData("ILL", "", "Unauthorized Service For Agency")]
    [InlineData("REC", "<UserPrivilege><AgencyId>TOWN</AgencyId><AgencyUserPrivilegeType>wizard</AgencyUserPrivilegeType></UserPrivilege>", "Element Rule Violated | AgencyUserPrivilegeType | wizard")]
    [InlineData("REC2", "<UserPrivilege><AgencyId>TOWN</AgencyId><AgencyUserPrivilegeType>wizard</AgencyUserPrivilegeType></UserPrivilege>", null)]
    [InlineData("REC", "<UserPrivilege><AgencyId>TOWN</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType><ValidToDate>2001-01-01T00:00:00Z</ValidToDate></UserPrivilege>", "Invalid Date | ValidToDate")]
    [InlineData("REC", "<UserPrivilege><AgencyId>NOWHERE</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType></UserPrivilege>", "Element Rule Violated | AgencyId | NOWHERE")]
    [InlineData("REC", "<DateOfBirth>yesterday</DateOfBirth>", "Invalid Date | DateOfBirth | yesterday")]
    [InlineData("REC", "<DateOfBirth>2199-01-01T00:00:00Z</DateOfBirth>", "Invalid Date | DateOfBirth")]
    [InlineData("REC", "<UserLanguage>klingon</UserLanguage>", "Element Rule Violated | UserLanguage | klingon")]
    [InlineData("REC", "<BlockOrTrap><AgencyId>TOWN</AgencyId><BlockOrTrapType>Trap For Pickup</BlockOrTrapType></BlockOrTrap>", "Element Rule Violated | BlockOrTrapType | Trap For Pickup")]
    public async Task What_a_reader_can_t_be_enrolled_with_is_a_problem(string from, string more, string? problem) =>
        (await ProblemAsync("CreateUser", Named("N", $"Wrong {from} {more.Length}") + more, from)).Should().Be(problem);

    [Fact]
    public async Task CreateUser_without_a_name_lacks_data() => (await ProblemAsync("CreateUser", User("nameless"))).Should().Be("Needed Data Missing | NameInformation");

    [Fact]
    public async Task Data_of_a_reader_are_deleted_first_and_then_added()
    {
        await AskAsync("CreateUser", User("uu1") + Named("Old", "Name") + Electronic("mailto", "a@x") + "<UserLanguage>eng</UserLanguage>");
        const string mail = "<UserAddressInformation><UserAddressRoleType>Home</UserAddressRoleType><ElectronicAddress><ElectronicAddressType>mailto</ElectronicAddressType><ElectronicAddressData>{0}</ElectronicAddressData></ElectronicAddress></UserAddressInformation>";
        static string Change(string deleted, string added) => User("uu1") + (deleted.Length == 0 ? "" : $"<DeleteUserFields>{deleted}</DeleteUserFields>") + (added.Length == 0 ? "" : $"<AddUserFields>{added}</AddUserFields>");
        static string Mail(string data) => string.Format(System.Globalization.CultureInfo.InvariantCulture, mail, data);

        (await ProblemAsync("UpdateUser", Change("", Mail("b@x")))).Should().Be("Unable To Add Element | ElectronicAddress");
        (await ProblemAsync("UpdateUser", Change(Mail("c@x"), Mail("b@x")))).Should().Be("Unable To Delete Element | ElectronicAddress");
        (await ProblemAsync("UpdateUser", Change(Named("Old", "Name"), ""))).Should().Be("Unable To Delete Element | NameInformation");
        (await ProblemAsync("UpdateUser", Change(Mail("a@x") + Named("Old", "Name"), Mail("b@x") + Named("New", "Name")))).Should().BeNull();
        (await ProblemAsync("UpdateUser", Change("<UserLanguage>eng</UserLanguage>", "<UserLanguage>chi</UserLanguage>" + Privilege("child", "2092-01-01T00:00:00Z")))).Should().BeNull();
        var told = (await LookUpAsync("uu1")).Element("UserOptionalFields")!;
        told.Descendants("GivenName").Single().Value.Should().Be("New");
        told.Descendants("ElectronicAddressData").Single().Value.Should().Be("b@x");
        told.Element("UserLanguage")!.Value.Should().Be("chi");
        told.Descendants("AgencyUserPrivilegeType").Single().Value.Should().Be("child");
        (await ProblemAsync("UpdateUser", Change("", Named("X", "Y")), "ILL")).Should().Be("Unauthorized Service For Agency");
        (await ProblemAsync("UpdateUser", Change("", "<BlockOrTrap><AgencyId>TOWN</AgencyId><BlockOrTrapType>Block Check Out</BlockOrTrapType></BlockOrTrap>" + Mail("d@x"))))
            .Should().Be("Unauthorized Combination Of Element Values For Agency | BlockOrTrap");
        (await ProblemAsync("UpdateUser", User("uu1"))).Should().Be("Needed Data Missing | AddUserFields");
    }

    [Fact]
    public async Task A_reader_changes_her_PIN_with_the_old_one_even_where_the_partner_may_enrol_nobody()
    {
        static string Change(string old, string fresh) => User("r031") + $"<DeleteUserFields>{Input("PIN", old)}</DeleteUserFields><AddUserFields>{Input("PIN", fresh)}</AddUserFields>";
        (await ProblemAsync("UpdateUser", Change("9999", "5678"), "ILL")).Should().Be("User Authentication Failed");
        (await ProblemAsync("UpdateUser", Change("0031", "5678"), "ILL")).Should().BeNull();
        (await ProblemAsync("LookupUser", Input("Barcode Id", "r031") + Input("PIN", "5678"), "ILL")).Should().BeNull();
        (await ProblemAsync("LookupUser", Input("Barcode Id", "r031") + Input("PIN", "0031"), "ILL")).Should().Be("User Authentication Failed");
        (await ProblemAsync("UpdateUser", User("r031") + $"<AddUserFields>{Input("PIN", "1111")}</AddUserFields>", "ILL")).Should().Be("Unauthorized Service For Agency");
    }

    [Fact]
    public async Task A_membership_is_given_and_ended_by_each_agency_itself()
    {
        const string village = "<UserPrivilege><AgencyId>VILLAGE</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType></UserPrivilege>";
        (await ProblemAsync("UpdateUser", User("r032") + $"<AddUserFields>{village}</AddUserFields>", to: "VILLAGE")).Should().BeNull();
        (await server.DatabaseAsync("select membership.state from membership join card using (network_id, reader_id) where card_number = 'r032' and membership.agency_id = 'VILLAGE'")).Should().Be("active");
        (await ProblemAsync("UpdateUser", User("r032") + $"<DeleteUserFields>{village}</DeleteUserFields>", to: "VILLAGE")).Should().BeNull();
        (await server.DatabaseAsync("select membership.state from membership join card using (network_id, reader_id) where card_number = 'r032' and membership.agency_id = 'VILLAGE'")).Should().Be("ended");
        (await ProblemAsync("UpdateUser", User("r032") + "<AddUserFields><UserLanguage>eng</UserLanguage></AddUserFields>", to: "VILLAGE")).Should().Be("User Access Denied | UserIdentifierValue | r032");
    }

    [Fact]
    public async Task Who_has_brought_everything_back_and_owes_nothing_can_leave()
    {
        (await ProblemAsync("DeleteUser", User("c2"))).Should().Be("Element Rule Violated | UserIdentifierValue | c2", "a book is at home with her");
        (await ProblemAsync("DeleteUser", User("c3"))).Should().Be("Element Rule Violated | UserIdentifierValue | c3", "she owes money");
        (await ProblemAsync("DeleteUser", User("nobody"))).Should().Be("Unknown User | UserIdentifierValue | nobody");
        await AskAsync("RequestItem", User("r033") + Item("b3") + "<RequestType>Hold</RequestType><RequestScopeType>Item</RequestScopeType>", "ILL");
        (await ProblemAsync("DeleteUser", User("r033"))).Should().BeNull();
        (await server.DatabaseAsync("select state from card where card_number = 'r033'")).Should().Be("withdrawn");
        (await server.DatabaseAsync("select count(*) from hold where card_number = 'r033' and state = 'waiting'")).Should().Be(0L);
        (await ProblemAsync("CheckOutItem", User("r033") + Item("s033"))).Should().StartWith("User Blocked");
        (await ProblemAsync("DeleteUser", User("r034"), "ILL")).Should().Be("Unauthorized Service For Agency");
    }

    [Fact]
    public async Task A_copy_is_made_changed_and_withdrawn_and_its_number_is_free_again()
    {
        const string description = "<BibliographicDescription><Author>A. Writer</Author><BibliographicRecordId><BibliographicRecordIdentifier>n1</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId><Title>New book</Title></BibliographicDescription>";
        const string details = "<ItemDescription><CallNumber>Q 1</CallNumber></ItemDescription><Location><LocationType>Permanent Location</LocationType><LocationName><LocationNameInstance><LocationNameLevel>1</LocationNameLevel><LocationNameValue>Night return</LocationNameValue></LocationNameInstance></LocationName></Location><SecurityMarker>Tattle-Tape Security Strip</SecurityMarker>";
        (await ProblemAsync("CreateItem", Item("ci1") + description + details)).Should().BeNull();
        (await ProblemAsync("CreateItem", Item("ci2") + description)).Should().BeNull("a second copy of the same title");
        (await ProblemAsync("CreateItem", Item("ci1") + description.Replace("New", "Another", StringComparison.Ordinal))).Should().Be("Duplicate Item | ItemIdentifierValue | ci1");
        (await server.DatabaseAsync("select count(*) from title where record_number = 'n1'")).Should().Be(1L);
        (await server.DatabaseAsync("select permanent_location || call_number || security_marker from item where barcode = 'ci1'")).Should().Be("NIGHTQ 102");

        static string Call(string number) => $"<ItemDescription><CallNumber>{number}</CallNumber></ItemDescription>";
        (await ProblemAsync("UpdateItem", Item("ci1") + $"<AddItemFields>{Call("Q 2")}</AddItemFields>")).Should().Be("Unable To Add Element | ItemDescription");
        (await ProblemAsync("UpdateItem", Item("ci1") + $"<DeleteItemFields>{Call("Q 9")}</DeleteItemFields>")).Should().Be("Unable To Delete Element | ItemDescription");
        (await ProblemAsync("UpdateItem", Item("ci1") + $"<DeleteItemFields>{Call("Q 1")}</DeleteItemFields><AddItemFields>{Call("Q 2")}</AddItemFields>")).Should().BeNull();
        (await ProblemAsync("UpdateItem", Item("ci1") + "<AddItemFields><ItemUseRestrictionType>By Moonlight</ItemUseRestrictionType></AddItemFields>")).Should().Be("Unable To Add Element | ItemUseRestrictionType | By Moonlight");
        (await ProblemAsync("UpdateItem", Item("ci1") + "<AddItemFields><PhysicalCondition><PhysicalConditionType>Faded</PhysicalConditionType></PhysicalCondition></AddItemFields>")).Should().BeNull();
        (await server.DatabaseAsync("select call_number || properties from item where barcode = 'ci1'")).Should().Be("Q 2Faded");

        await AskAsync("CheckOutItem", User("r035") + Item("ci1"));
        (await ProblemAsync("DeleteItem", Item("ci1"))).Should().Be("Element Rule Violated | ItemIdentifierValue | ci1", "it is at home with a reader");
        await AskAsync("CheckInItem", Item("ci1"));
        (await ProblemAsync("DeleteItem", Item("ci1"))).Should().BeNull();
        (await ProblemAsync("LookupItem", Item("ci1"))).Should().Be("Unknown Item | ItemIdentifierValue | ci1");
        (await ProblemAsync("DeleteItem", Item("v1"))).Should().StartWith("Element Rule Violated", "it is another library's");
        (await ProblemAsync("CreateItem", Item("ci1") + description)).Should().BeNull("the number is free");
        (await server.DatabaseAsync("select count(*) from item where barcode = 'ci1'")).Should().Be(2L, "the history stays");
    }

    [Fact]
    public async Task An_agency_is_told_of_made_and_changed()
    {
        const string all = "<AgencyElementType>Organization Name Information</AgencyElementType><AgencyElementType>Agency Address Information</AgencyElementType><AgencyElementType>Application Profile Supported Type</AgencyElementType><AgencyElementType>Consortium Agreement</AgencyElementType><AgencyElementType>Agency User Privilege Type</AgencyElementType><AgencyElementType>Authentication Prompt</AgencyElementType>";
        var town = await AskAsync("LookupAgency", "<AgencyId>TOWN</AgencyId>" + all, "ILL");
        town.Descendants("UnstructuredAddressData").Single().Value.Should().Be("Town Library\n2 Market Square");
        town.Descendants("ElectronicAddressData").Select(data => data.Value).Should().Equal("https://town.example.org", "town@example.org");
        town.Element("ApplicationProfileSupportedType")!.Value.Should().Be("TOWN-ILL 1.0");
        town.Element("ConsortiumAgreement")!.Value.Should().Be("town");
        town.Elements("AuthenticationPrompt").Should().HaveCount(2);
        town.Element("Ext")!.Descendants("LocationNameValue").Select(name => name.Value).Should().Equal("Hall", "Night return");

        static string Name(string name) => $"<OrganizationNameInformation><OrganizationNameType>Official Name</OrganizationNameType><OrganizationName>{name}</OrganizationName></OrganizationNameInformation>";
        const string address = "<AgencyAddressInformation><AgencyAddressRoleType>Ship To</AgencyAddressRoleType><ElectronicAddress><ElectronicAddressType>mailto</ElectronicAddressType><ElectronicAddressData>new@x</ElectronicAddressData></ElectronicAddress></AgencyAddressInformation>";
        (await ProblemAsync("CreateAgency", "<AgencyId>NEWLIB</AgencyId>" + Name("New Library"), "ILL")).Should().Be("Unauthorized Service For Agency");
        (await ProblemAsync("CreateAgency", "<AgencyId>NEWLIB</AgencyId>" + Name("New Library") + address)).Should().BeNull();
        (await ProblemAsync("CreateAgency", "<AgencyId>NEWLIB</AgencyId>" + Name("Other Library"))).Should().Be("Duplicate Agency | AgencyId");
        (await AskAsync("LookupAgency", "<AgencyId>NEWLIB</AgencyId>" + all, "ILL")).Descendants("ElectronicAddressData").Single().Value.Should().Be("new@x");

        (await ProblemAsync("UpdateAgency", "<AgencyId>VILLAGE</AgencyId><AddAgencyFields>" + Name("Hamlet") + "</AddAgencyFields>", to: "VILLAGE")).Should().Be("Unable To Add Element | OrganizationNameInformation");
        (await ProblemAsync("UpdateAgency", "<AgencyId>VILLAGE</AgencyId><DeleteAgencyFields>" + Name("Village Library") + "</DeleteAgencyFields><AddAgencyFields>" + Name("Hamlet") + "</AddAgencyFields>", to: "VILLAGE")).Should().BeNull();
        (await AskAsync("LookupAgency", "<AgencyId>VILLAGE</AgencyId>" + all, "ILL")).Descendants("OrganizationName").Single().Value.Should().Be("Hamlet");
        (await ProblemAsync("UpdateAgency", "<AgencyId>VILLAGE</AgencyId><AddAgencyFields>" + address + "</AddAgencyFields>")).Should().Be("Agency Access Denied | AgencyId");
        (await ProblemAsync("UpdateAgency", "<AgencyId>VILLAGE</AgencyId><DeleteAgencyFields>" + address + "</DeleteAgencyFields>", to: "VILLAGE")).Should().Be("Unable To Delete Element | AgencyAddressInformation");
    }

    [Fact]
    public async Task A_notice_to_a_reader_is_kept_for_its_day()
    {
        static string Notice(string card, string type, string item = "", string at = "") =>
            User(card) + at + $"<UserNoticeDetails><NoticeType>{type}</NoticeType><NoticeContent>Please come.</NoticeContent>{(item.Length == 0 ? "<UserPrivilege><AgencyId>TOWN</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType></UserPrivilege>" : $"<NoticeItem><ItemDetails>{Item(item)}<BibliographicDescription/></ItemDetails></NoticeItem>")}</UserNoticeDetails>";
        (await AskAsync("SendUserNotice", Notice("c1", "account reminder", at: "<DateToSend>2091-01-02T08:00:00Z</DateToSend>"))).Element("Problem").Should().BeNull();
        (await server.DatabaseAsync("select due_at = '2091-01-02T08:00:00Z' from reader_notice where kind = 'account reminder'")).Should().Be(true);
        (await ProblemAsync("SendUserNotice", Notice("c1", "available for pickup", "b1"))).Should().BeNull();
        (await ProblemAsync("SendUserNotice", Notice("c1", "item overdue", "b1"))).Should().Be("Item Not Checked Out | ItemIdentifierValue");
        (await ProblemAsync("SendUserNotice", Notice("c1", "x", "nothing"))).Should().StartWith("Unknown Item");
        (await ProblemAsync("SendUserNotice", Notice("nobody", "x"))).Should().StartWith("Unknown User");
        (await ProblemAsync("SendUserNotice", Notice("c2", "x"))).Should().StartWith("Unsupported Notice", "she can be reached by nothing");
        (await server.DatabaseAsync("select count(*) from reader_notice")).Should().Be(2L);
    }

    [Fact]
    public async Task A_request_is_changed_and_cancelled_by_its_number_alone()
    {
        static string Number(string value) => $"<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>{value}</RequestIdentifierValue></RequestId>";
        const string title = "<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>t2</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId></BibliographicId>";
        (await ProblemAsync("RequestItem", User("r036") + title + Number("n-36") + "<RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType><NeedBeforeDate>2091-01-01T00:00:00Z</NeedBeforeDate>", "ILL")).Should().BeNull();
        var changed = await AskAsync("UpdateRequestItem", Number("n-36") + "<DeleteRequestFields><NeedBeforeDate>2091-01-01T00:00:00Z</NeedBeforeDate></DeleteRequestFields><AddRequestFields><PickupLocation>2</PickupLocation></AddRequestFields>", "ILL");
        Problem(changed).Should().BeNull();
        changed.Descendants("UserIdentifierValue").Single().Value.Should().Be("r036");
        (await server.DatabaseAsync("select pickup_location || coalesce(expires_at::text, '') from hold where card_number = 'r036'")).Should().Be("NIGHT", "the second place of LookupAgency, and no end any more");
        (await ProblemAsync("UpdateRequestItem", Number("n-none") + "<AddRequestFields><PickupLocation>HALL</PickupLocation></AddRequestFields>", "ILL")).Should().Be("Unknown Request | RequestIdentifierValue | n-none");
        (await AskAsync("CancelRequestItem", Number("n-36") + "<RequestType>Hold</RequestType>", "ILL")).Descendants("UserIdentifierValue").Single().Value.Should().Be("r036");
        (await server.DatabaseAsync("select state from hold where card_number = 'r036'")).Should().Be("cancelled");
    }

    [Fact]
    public async Task Numbers_that_a_card_has_replaced_are_told()
    {
        (await LookUpAsync("new1")).Descendants("PreviousUserId").Single().Element("UserIdentifierValue")!.Value.Should().Be("old2");
        (await LookUpAsync("c1")).Descendants("PreviousUserId").Should().BeEmpty();
    }

    [Fact]
    public async Task Holdings_are_sets_of_a_title_at_an_agency_and_can_be_asked_for()
    {
        static string Title(string record) => $"<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{record}</BibliographicRecordIdentifier><AgencyId>TOWN</AgencyId></BibliographicRecordId></BibliographicId>";
        var both = await AskAsync("LookupItemSet", Title("t3") + "<MaximumItemsCount>200</MaximumItemsCount>", "ILL");
        both.Descendants("HoldingsSetId").Select(id => id.Value).Should().BeEquivalentTo("t3@TOWN", "t3@VILLAGE");
        var one = await AskAsync("LookupItemSet", "<HoldingsSetId>t3@VILLAGE</HoldingsSetId>", "ILL");
        one.Descendants("ItemIdentifierValue").Select(id => id.Value).Should().Equal("v1");
        one.Descendants("HoldingsSet").Single().Element("Location")!.Descendants("LocationNameValue").First().Value.Should().BeOneOf("Village Library", "Hamlet");
        (await ProblemAsync("LookupItemSet", "<HoldingsSetId>nonsense</HoldingsSetId>", "ILL")).Should().StartWith("Unknown Item | HoldingsSetId");
    }

    [Fact]
    public async Task A_place_is_told_as_people_know_it()
    {
        var item = await AskAsync("LookupItem", Item("w1") + "<ItemElementType>Location</ItemElementType>");
        item.Descendants("LocationNameValue").Take(2).Select(name => name.Value).Should().Equal("Town Library", "Hall");
    }
}
