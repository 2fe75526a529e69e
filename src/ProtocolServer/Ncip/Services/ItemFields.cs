using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What is told of a copy: the element types that were asked for and may be given (ncip reference 9.1).</summary>
static class ItemFields
{
    /// <summary>What a copy is called that has just been lent.</summary>
    public const string OnLoan = "On Loan";

    /// <param name="now">What the act that is answered has made of the copy; null where nothing was done to it.</param>
    /// <param name="due">When it is due now, where the act has changed that.</param>
    public static NcipElement? Of(Item? item, NcipReply r, string? now = null, DateTimeOffset? due = null)
    {
        if (item is null) return null;
        var asLent = now == OnLoan;
        var m = r.Request;
        var fields = new NcipElement("ItemOptionalFields");
        if (m.WantsItem("Bibliographic Description")) fields.Add(Titles.Description(item.Title, r));
        if (m.WantsItem("Item Use Restriction Type")) fields.Add(UseRestrictions.Of(item, r.Facts).Select(static word => new NcipElement("ItemUseRestrictionType", word)));
        if (m.WantsItem("Circulation Status")) fields.Add(new NcipElement("CirculationStatus", now ?? Status(item.CirculationStatus)));
        if (m.WantsItem("Hold Queue Length")) fields.Add(NcipReply.Number("HoldQueueLength", item.Queue.Count(hold => hold.State is HoldState.Waiting)));
        if (m.WantsItem("Item Description") && Description(item) is { HasChildren: true } description) fields.Add(description);
        if (m.WantsItem("Location"))
        {
            fields.Add(Shelf("Permanent Location", item.PermanentLocation, item, r));
            if (!asLent && item.Loan is null) fields.Add(Shelf("Current Location", item.CurrentLocation, item, r));
        }
        if (m.WantsItem("Physical Condition") && item.Properties is { } properties)
            fields.Add(PhysicalConditions.Of(properties));
        if (m.WantsItem("Electronic Resource")) fields.Add(Resource(item.Title));
        if (m.WantsItem("Security Marker") && Marker(item.SecurityMarker) is { } marker) fields.Add(new NcipElement("SecurityMarker", marker));
        if (m.WantsItem("Sensitization Flag") && !item.IsMagnetic) fields.Add(new NcipElement("SensitizationFlag"));
        if (m.WantsItem("Date Due") || m.WantsItem("Due Date")) fields.Add(r.Date("DateDue", due ?? item.Loan?.DueAt));
        return fields.HasChildren ? fields : null;
    }

    /// <summary>The work, where no copy is meant yet.</summary>
    public static NcipElement? Of(Title? title, NcipReply r) =>
        title is null || !r.Request.WantsItem("Bibliographic Description") ? null : new("ItemOptionalFields") { Titles.Description(title, r) };

    /// <summary>Who has it and who waits for it, for partners that see staff data.</summary>
    public static NcipElement? Transaction(Item item, NcipReply r)
    {
        if (!r.Facts.Caller.Permissions.HasFlag(Permissions.StaffData)) return null;
        var body = r.Request.Body;
        var transaction = new NcipElement("ItemTransaction");
        if (body["CurrentBorrowerDesired"] is not null && item.Loan is { } loan) transaction.Add(new NcipElement("CurrentBorrower") { r.UserId(loan.Card) });
        if (body["CurrentRequestersDesired"] is not null)
            foreach (var hold in item.Queue)
                transaction.Add(new NcipElement("CurrentRequester") { r.UserId(hold.Card) });
        return transaction.HasChildren ? transaction : null;
    }

    /// <summary>A place as people know it: the library, and where in it.</summary>
    static NcipElement Shelf(string type, string location, Item item, NcipReply r)
    {
        var agency = r.Facts.AgencyAt(location) ?? r.Facts.AgencyOf(item.Owner);
        return Location(type, LevelFor(r), agency.Name, agency.NameOf(location));
    }

    /// <summary>Some read the library on the third level and the shelf on the fourth (ncip-field C 24).</summary>
    public static int LevelFor(NcipReply r) => r.Request.Partner.Habits.HasFlag(PartnerHabits.DeepLocations) ? 3 : 1;

    public static NcipElement Location(string type, params IEnumerable<string> names) => Location(type, 1, names);

    public static NcipElement Location(string type, int firstLevel, params IEnumerable<string> names) => new("Location")
    {
        new NcipElement("LocationType", type),
        new NcipElement("LocationName")
        {
            names.Select((name, n) => new NcipElement("LocationNameInstance") { NcipReply.Number("LocationNameLevel", firstLevel + n), new NcipElement("LocationNameValue", name) }),
        },
    };

    /// <summary>A place by its code, as machines know it.</summary>
    public static NcipElement Place(string type, string location) => Location(type, location);

    static NcipElement Description(Item item) => new("ItemDescription")
    {
        NcipElement.Of("CallNumber", item.CallNumber), NcipElement.Of("CopyNumber", item.CopyNumber),
        item.Part is { } part ? new NcipElement("HoldingsInformation") { new NcipElement("UnstructuredHoldingsData", part) } : null,
        item.Pieces is { } pieces ? NcipReply.Number("NumberOfPieces", pieces) : null,
    };

    /// <summary>Where the work stands in electronic form.</summary>
    public static NcipElement? Resource(Title title) =>
        title.Resource is { } address ? new("ElectronicResource") { new NcipElement("ReferenceToResource", address) } : null;

    public static string Status(CirculationStatus status) => status switch
    {
        CirculationStatus.OnOrder => "On Order",
        CirculationStatus.Available => "Available On Shelf",
        CirculationStatus.Charged or CirculationStatus.ChargedNoRecall => OnLoan,
        CirculationStatus.InProcess => "In Process",
        CirculationStatus.Recalled => "Recalled",
        CirculationStatus.OnHoldShelf => "Available For Pickup",
        CirculationStatus.Reshelving => "Waiting To Be Reshelved",
        CirculationStatus.InTransit => "In Transit Between Library Locations",
        CirculationStatus.ClaimedReturned => "Claimed Returned Or Never Borrowed",
        CirculationStatus.Lost => "Lost",
        CirculationStatus.Missing => "Missing",
        _ => "Circulation Status Undefined",
    };

    /// <summary>SIP2 section 9.2; null where the standard has no word.</summary>
    static string? Marker(string code) => code switch { "01" => "None", "02" => "Tattle-Tape Security Strip", _ => null };
}
