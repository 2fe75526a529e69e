using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>What partners' software does that the standard does not say (ncip-field C), and ways of proving who sends (H 55).</summary>
public sealed class HabitsTests(NcipServer server) : IClassFixture<NcipServer>
{
    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    async Task<string> PostAsync(string from, string service, string content, Func<string, string>? change = null)
    {
        using var partner = server.Partner(from);
        var message = partner.Message(service, content);
        using var body = new StringContent(change?.Invoke(message) ?? message, new MediaTypeHeaderValue("application/xml", "utf-8"));
        return await partner.PostAsync(body);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Basic bGliOndyb25n", HttpStatusCode.Unauthorized)]
    [InlineData("Basic not base 64", HttpStatusCode.Unauthorized)]
    [InlineData("Basic bGliOnMzY3JldA==", HttpStatusCode.OK)]
    [InlineData("Bearer lib:s3cret", HttpStatusCode.OK)]
    public async Task H55_a_partner_with_a_token_is_let_in_by_it_and_nobody_is_told_why_not(string? authorization, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        using var partner = server.Partner("BASIC");
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Http("/ncip")) { Content = new StringContent(partner.Message("LookupItem", Item("b1"))) };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(expected);
        if (expected is HttpStatusCode.Unauthorized) (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact]
    public async Task H55_a_token_can_t_be_shown_on_a_bare_connection_which_is_answered_and_closed()
    {
        using var partner = server.Partner("BASIC");
        await using var line = await server.ConnectAsync("ncip");
        await line.WriteAsync(Encoding.UTF8.GetBytes(partner.Message("LookupItem", Item("b1"))), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(line);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Contain("Agency Authentication Failed").And.EndWith(">\n");
    }

    [Fact]
    public async Task C31_a_request_signed_by_HMAC_is_let_in_once_and_no_other_way()
    {
        using var http = new HttpClient();
        using var partner = server.Partner("SIGNED");
        var signature = RequestSignature.Make("world-key", "world-secret", "POST", "?inst=7", TimeProvider.System.GetUtcNow()).Header;
        (await StatusAsync(signature)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(signature)).Should().Be(HttpStatusCode.Unauthorized, "a number is used once");
        (await StatusAsync(RequestSignature.Make("world-key", "guess", "POST", "?inst=7", TimeProvider.System.GetUtcNow()).Header)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync("Bearer world-secret")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(null)).Should().Be(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> StatusAsync(string? authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Http("/ncip?inst=7")) { Content = new StringContent(partner.Message("LookupItem", Item("b1"))) };
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task C31_the_list_an_agency_is_named_from_comes_back_with_the_answer()
    {
        const string list = "http://oclc.org/ncip/schemes/agencyid.scm";
        var answer = await PostAsync("PROFILED", "LookupUser", User("c1"), message => message.Replace("<AgencyId>", $"<AgencyId n:Scheme=\"{list}\">", StringComparison.Ordinal));
        System.Xml.Linq.XDocument.Parse(answer).Descendants().Where(one => one.Name.LocalName == "AgencyId").Should()
            .OnlyContain(one => one.Attributes().Any(attribute => attribute.Name.LocalName == "Scheme" && attribute.Value == list));
    }

    [Fact]
    public async Task C30_a_partner_is_found_by_its_application_profile_whatever_agency_it_speaks_for()
    {
        static string Profiled(string message) => message.Replace("</InitiationHeader>", "<ApplicationProfileType>Version 2011</ApplicationProfileType></InitiationHeader>", StringComparison.Ordinal);
        (await PostAsync("SOME-SCHOOL", "LookupItem", Item("b1"), Profiled)).Should().NotContain("ProblemType");
        (await PostAsync("SOME-SCHOOL", "LookupItem", Item("b1"))).Should().Contain("Unknown Agency");
    }

    [Fact]
    public async Task Dates_in_UTC_named_privileges_a_primary_key_and_empty_fields_are_for_who_needs_them()
    {
        var user = await PostAsync("UTC", "LookupUser", User("c2") + "<UserElementType>User Privilege</UserElementType><LoanedItemsDesired/>");
        user.Should().MatchRegex("DateDue>[0-9T:-]{19}Z<").And.Contain(">STATUS<").And.Contain(">PROFILE<").And.Contain(">Primary Key<");
        (await PostAsync("UTC", "CheckInItem", Item("b1"))).Should().Contain("UserOptionalFields");
        NcipSchemas.Mistakes(user).Should().BeEmpty();
        (await PostAsync("ILL", "LookupUser", User("c2") + "<UserElementType>User Privilege</UserElementType>")).Should().NotContain(">STATUS<");
    }

    [Fact]
    public async Task C10_C16_an_answer_without_a_namespace_and_without_the_word_that_is_searched_for()
    {
        var answer = await PostAsync("BARE", "LookupItem", Item("p1") + "<ItemElementType>Bibliographic Description</ItemElementType>");
        answer.Should().NotContain("xmlns").And.NotContain("Problem").And.Contain("&#80;roblem");
        System.Xml.Linq.XDocument.Parse(answer).Descendants("Title").Single().Value.Should().Be("The Problem of Pain");
        (await PostAsync("BARE", "LookupItem", Item("nothing"))).Should().Contain("<Problem>");
    }

    [Fact]
    public async Task H21_bare_ampersands_are_repaired_for_who_is_known_to_send_them_and_for_nobody_else()
    {
        static string Scheme(string message) => message.Replace("<ItemId>", "<ItemId><ItemIdentifierType n:Scheme=\"http://x?a=1&b=2\">Barcode</ItemIdentifierType>", StringComparison.Ordinal);
        (await PostAsync("BARE", "LookupItem", Item("b1"), Scheme)).Should().NotContain("Problem");
        (await PostAsync("ILL", "LookupItem", Item("b1"), Scheme)).Should().Contain("Invalid Message Syntax Error");
    }

    [Fact]
    public async Task C28_a_1_x_partner_that_needs_the_DOCTYPE_gets_it()
    {
        const string old = """
            <NCIPMessage version="http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd"><LookupItem><InitiationHeader>
            <FromAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>BARE</Value></UniqueAgencyId></FromAgencyId>
            <ToAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId></ToAgencyId></InitiationHeader>
            <UniqueItemId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId><ItemIdentifierValue>b1</ItemIdentifierValue></UniqueItemId></LookupItem></NCIPMessage>
            """;
        var answer = await PostAsync("BARE", "LookupItem", "", _ => old);
        answer.Should().Contain("<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version 1.0//EN\" \"http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd\">");
        NcipSchemas.Mistakes(answer).Should().BeEmpty();
    }
}
