using System.Collections.Frozen;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Client;

/// <summary>A question to an NCIP server, made of what a person can type.</summary>
sealed record NcipQuestion
{
    static readonly FrozenDictionary<string, Func<NcipQuestion, NcipElement>> Known = new Dictionary<string, Func<NcipQuestion, NcipElement>>(StringComparer.Ordinal)
    {
        ["lookup-user"] = static q => new("LookupUser")
        {
            q.User(), Wanted("UserElementType", "Name Information", "User Address Information", "Date Of Birth", "User Language", "User Privilege", "Block Or Trap", "User Id", "Previous User Id"),
            new NcipElement("LoanedItemsDesired"), new NcipElement("RequestedItemsDesired"), new NcipElement("UserFiscalAccountDesired"),
        },
        ["lookup-item"] = static q => new("LookupItem") { q.Copy(), q.RequestId(), ItemTypes },
        ["lookup-item-set"] = static q => new("LookupItemSet") { q.Work(), q.Copy(), ItemTypes },
        ["lookup-request"] = static q => new("LookupRequest") { q.RequestId() },
        ["lookup-agency"] = static q => new("LookupAgency")
        {
            new NcipElement("AgencyId", q.To),
            Wanted("AgencyElementType", "Organization Name Information", "Authentication Prompt", "Application Profile Supported Type", "Agency User Privilege Type"),
        },
        ["check-out-item"] = static q => new("CheckOutItem") { q.User(), q.Copy() },
        ["undo-check-out-item"] = static q => new("UndoCheckOutItem") { q.Copy(), q.User() },
        ["check-in-item"] = static q => new("CheckInItem") { q.Copy() },
        ["renew-item"] = static q => new("RenewItem") { q.User(), q.Copy() },
        ["recall-item"] = static q => new("RecallItem") { q.Copy() },
        ["request-item"] = static q => new("RequestItem")
        {
            q.User(), q.Work(), q.Copy(), q.RequestId(), new NcipElement("RequestType", "Hold"),
            new NcipElement("RequestScopeType", q.Item is null ? "Bibliographic Item" : "Item"),
        },
        ["cancel-request-item"] = static q => new("CancelRequestItem") { q.User(), q.Copy(), q.RequestId(), new NcipElement("RequestType", "Hold") },
        ["create-user-fiscal-transaction"] = static q => new("CreateUserFiscalTransaction") { q.User(), (q.Fiscal ?? throw new FormatException("--action is missing.")).Information(q.From, q.To) },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Services => Known.Keys.Order(StringComparer.Ordinal);

    public required string Service { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public string? Secret { get; init; }

    public string? Card { get; init; }

    public string? Pin { get; init; }

    public string? Item { get; init; }

    public string? Title { get; init; }

    public string? Request { get; init; }

    /// <summary>What create-user-fiscal-transaction asks for.</summary>
    public FiscalQuestion? Fiscal { get; init; }

    public NcipVersion Version { get; init; } = NcipVersion.V202;

    /// <summary>The document to send; null where the service is none of <see cref="Services"/>.</summary>
    public ReadOnlyMemory<byte>? ToDocument()
    {
        if (!Known.TryGetValue(Service, out var make)) return null;
        var body = make(this);
        body.Add(new NcipElement("InitiationHeader")
        {
            new NcipElement("FromAgencyId") { new NcipElement("AgencyId", From) },
            NcipElement.Of("FromAgencyAuthentication", Secret),
            new NcipElement("ToAgencyId") { new NcipElement("AgencyId", To) },
        });
        return NcipWriter.Write(NcipStyle.Of(Version), body);
    }

    static IEnumerable<NcipElement> ItemTypes => Wanted("ItemElementType",
        "Bibliographic Description", "Item Use Restriction Type", "Circulation Status", "Hold Queue Length", "Item Description", "Location", "Physical Condition",
        "Security Marker", "Sensitization Flag", "Date Due");

    static IEnumerable<NcipElement> Wanted(string list, params string[] types) => types.Select(type => new NcipElement(list, type));

    /// <summary>With a PIN the server authenticates; without, we vouch for the reader.</summary>
    IEnumerable<NcipElement> User() =>
        Card is null ? [] : Pin is null ? [NcipIds.User(OfAgency, new(Card))] : NcipIds.Proof(new(Card), Pin);

    NcipElement? Copy() => Item is null ? null : new("ItemId") { OfAgency, new NcipElement("ItemIdentifierValue", Item) };

    NcipElement? RequestId() => Request is null ? null : new("RequestId") { new NcipElement("AgencyId", From), new NcipElement("RequestIdentifierValue", Request) };

    NcipElement? Work() => Title is null ? null : new("BibliographicId")
    {
        new NcipElement("BibliographicRecordId") { new NcipElement("BibliographicRecordIdentifier", Title), new NcipElement("AgencyId", To) },
    };

    NcipElement OfAgency => new("AgencyId", To);
}
