using System.Xml.Linq;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>
/// The standard's four lists of element types (ncip reference 9.1), walked one by one: of a reader, a copy, a request and an agency of which
/// everything is known each type is answered, or docs/ncip.md says why not.
/// </summary>
public sealed class ElementTypesTests(ElementTypesTests.FullServer server) : IClassFixture<ElementTypesTests.FullServer>
{
    /// <summary>Type, and the element that answers it.</summary>
    static readonly Dictionary<string, (string Service, string Asks, string[] Types)> Lists = new()
    {
        ["UserElementType"] = ("LookupUser", "<UserId><UserIdentifierValue>full</UserIdentifierValue></UserId>",
            ["Authentication Input", "Block Or Trap", "Date Of Birth", "Name Information", "User Address Information", "User Language", "User Privilege", "User Id", "Previous User Id"]),
        ["ItemElementType"] = ("LookupItem", "<ItemId><ItemIdentifierValue>full</ItemIdentifierValue></ItemId>",
            ["Bibliographic Description", "Item Use Restriction Type", "Circulation Status", "Hold Queue Length", "Item Description", "Location", "Physical Condition",
             "Electronic Resource", "Security Marker", "Sensitization Flag", "Date Due"]),
        ["RequestElementType"] = ("LookupRequest", "<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>full</RequestIdentifierValue></RequestId>",
            ["User Id", "Request Type", "Request Scope Type", "Request Status Type", "Hold Queue Position", "Shipping Information", "Earliest Date Needed", "Need Before Date",
             "Pickup Date", "Pickup Location", "Pickup Expiry Date", "Date Of User Request", "Date Available", "Acknowledged Fee Amount", "Paid Fee Amount"]),
        ["AgencyElementType"] = ("LookupAgency", "<AgencyId>FULL</AgencyId>",
            ["Agency Address Information", "Agency User Privilege Type", "Application Profile Supported Type", "Authentication Prompt", "Consortium Agreement", "Organization Name Information"]),
    };

    public static TheoryData<string, string> All => [.. Lists.SelectMany(list => list.Value.Types.Select(type => (list.Key, type)))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_type_of_the_standard_s_lists_is_answered_or_has_its_reason(string list, string type)
    {
        using var partner = new NcipClient(server.Http("/ncip"), "ILL", "FULL");
        // One waits, one is on the shelf, one was paid for and one will be: each has fields the others have not.
        await server.RequestedAsync(partner);
        var (service, asks, _) = Lists[list];
        var told = false;
        foreach (var number in (string[])["full", "ready", "agreed", "paid"])
        {
            var answer = await partner.AskAsync(service, asks.Replace("RequestIdentifierValue>full", $"RequestIdentifierValue>{number}", StringComparison.Ordinal) + $"<{list}>{type}</{list}>");
            answer.Element("Problem").Should().BeNull();
            var place = list is "UserElementType" ? answer.Element("UserOptionalFields") : list is "ItemElementType" ? answer.Element("ItemOptionalFields") : answer;
            told |= place?.Element(type.Replace(" ", "", StringComparison.Ordinal)) is not null;
        }
        told.Should().Be(!Excused(list, type), $"{list} {type} is answered, or docs/ncip.md says why not");
    }

    /// <summary>Rows of the table of types that are not answered.</summary>
    static bool Excused(string list, string type) => File.ReadLines(Path.Combine(Repository.Root, "docs/ncip.md"))
        .Where(line => line.StartsWith("| " + list + " ", StringComparison.Ordinal))
        .SelectMany(line => line.Split('|')[1].Trim()[(list.Length + 1)..].Split(", ")).Contains(type, StringComparer.Ordinal);

    [Fact]
    public void The_reasons_are_given_for_types_of_the_lists_alone() => File.ReadLines(Path.Combine(Repository.Root, "docs/ncip.md"))
        .Where(line => Lists.Keys.Any(list => line.StartsWith("| " + list + " ", StringComparison.Ordinal)))
        .SelectMany(line => line.Split('|')[1].Trim().Split(' ', 2) is [var list, var types] ? types.Split(", ").Select(type => (list, type)) : [])
        .Should().OnlyContain(pair => Lists[pair.list].Types.Contains(pair.type), "a misspelt type excuses nothing");

    /// <summary>A reader, a copy, a request and an agency of which everything is known.</summary>
    public sealed class FullServer : NcipServer
    {
        readonly SemaphoreSlim once = new(1, 1);
        bool isRequested;

        protected override string Fixture => """
            network: full
            agencies:
              - id: FULL
                name: Full Library
                library: latvia
                locations: [{code: HALL, name: Hall}]
                addresses: [{role: Ship To, postal: "1 Road"}]
                profiles: [P 1]
              - {id: DEAR, name: Dear Library, library: obuda, locations: [{code: HILL, name: Hill}]}
            partners:
              - {id: ILL, agency: FULL, agencies: [DEAR], permissions: [update-item, pay]}
            titles:
              - {record: t1, name: Known, author: Somebody, resource: "https://screen.example/1"}
              - {record: t2, name: Wanted}
              - {record: t3, name: Waiting}
              - {record: t4, name: Agreed to}
              - {record: t5, name: Paid for}
            items:
              - {barcode: b4, title: t4, agency: DEAR}
              - {barcode: b5, title: t5, agency: DEAR}
              - {barcode: full, title: t1, agency: FULL, kind: score, call-number: M/1, properties: Torn, security-marker: "02"}
              - {barcode: b2, title: t2, agency: FULL}
              - {barcode: b3, title: t3, agency: FULL}
            readers:
              - {card: full, agency: FULL, name: "Full, Known", language: en, pin: "1234", born: 1990-05-01, address: "1 Street", cards: [{number: before, state: superseded, superseded-by: full, issued: -900d}]}
              - {card: other, agency: FULL, name: "Other, Reader", pin: "1234"}
              - {card: wants, agency: FULL, name: "Wants, Something", pin: "1234"}
              - {card: hill, agency: DEAR, name: "Hill, Lives On", pin: "1234", valid-until: +100d}
            loans:
              - {item: full, card: full, agency: FULL, due: +5d}
              - {item: b2, card: other, agency: FULL, due: +5d}
            charges:
              - {card: full, agency: FULL, type: "02", amount: "20.00"}
            """;

        /// <summary>One request that waits and one that is on the shelf.</summary>
        public async Task RequestedAsync(NcipClient partner)
        {
            await once.WaitAsync();
            try
            {
                if (isRequested) return;
                foreach (var (number, record) in ((string, string)[])[("full", "t2"), ("ready", "t3")])
                    (await partner.AskAsync("RequestItem",
                        $"<UserId><UserIdentifierValue>wants</UserIdentifierValue></UserId><BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{record}</BibliographicRecordIdentifier><AgencyId>FULL</AgencyId></BibliographicRecordId></BibliographicId>"
                        + $"<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>{number}</RequestIdentifierValue></RequestId><RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>"
                        + "<ShippingInformation><ElectronicAddress><ElectronicAddressType>mailto</ElectronicAddressType><ElectronicAddressData>send@x</ElectronicAddressData></ElectronicAddress></ShippingInformation>"
                        + "<EarliestDateNeeded>2026-01-01T00:00:00Z</EarliestDateNeeded><NeedBeforeDate>2099-01-01T00:00:00Z</NeedBeforeDate>")).Element("Problem").Should().BeNull();
                using var dear = new NcipClient(Http("/ncip"), "ILL", "DEAR");
                foreach (var (number, record, said) in ((string, string, string)[])[("agreed", "t4", "AcknowledgedFeeAmount"), ("paid", "t5", "PaidFeeAmount")])
                    (await dear.AskAsync("RequestItem",
                        $"<UserId><UserIdentifierValue>hill</UserIdentifierValue></UserId><BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{record}</BibliographicRecordIdentifier><AgencyId>DEAR</AgencyId></BibliographicRecordId></BibliographicId>"
                        + $"<RequestId><AgencyId>ILL</AgencyId><RequestIdentifierValue>{number}</RequestIdentifierValue></RequestId><RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>"
                        + $"<{said}><CurrencyCode>HUF</CurrencyCode><MonetaryValue>10000</MonetaryValue></{said}>")).Element("Problem").Should().BeNull();
                (await partner.AskAsync("CheckInItem", "<ItemId><ItemIdentifierValue>b3</ItemIdentifierValue></ItemId>")).Element("Problem").Should().BeNull();
                isRequested = true;
            }
            finally
            {
                once.Release();
            }
        }
    }
}
