using System.Collections.Frozen;
using System.Globalization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>CreateItem: a copy of our own, under a title that is known by its number or a new one.</summary>
static class CreateItem
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>("CreateItem", Bind, static (answer, o, r) => answer.Add(r.ItemId(o.Item!.Barcode)));

    static Command<LookUpItem.Result> Bind(NcipRequest m)
    {
        var description = m.Body["BibliographicDescription"]!;
        var name = description.TextAt("Title");
        if (name.Length == 0) m.Note(new(ProblemTypes.NeededData, "Title"));
        var status = m.Body.TextAt("CirculationStatus");
        var isKnown = UpdateCirculationStatus.TryRead(status.Length == 0 ? "Available On Shelf" : status, out var stored);
        if (!isKnown) m.Note(new(ProblemTypes.Rule, "CirculationStatus", status));
        var details = ItemRecords.Details(m, m.Body, ProblemTypes.Rule);
        var medium = Titles.MediaType(description.TextAt("MediumType"));
        var record = description.All("BibliographicRecordId").Select(static id => id.TextAt("BibliographicRecordIdentifier")).FirstOrDefault() ?? "";
        return new AddItem(m.Item(), new(default, record, name, Text(description, "Author"), medium))
        {
            Kind = m.Partner.ItemKind, Place = details.Location, Status = stored, Details = details,
        };
    }

    static string? Text(NcipElement of, string name) => of.TextAt(name) is { Length: > 0 } text ? text : null;
}

/// <summary>UpdateItem: title, author, call number, place, condition, security marker, sensitisation; deleted first, then added.</summary>
static class UpdateItem
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>("UpdateItem", Bind, static (answer, o, r) => answer.Add(r.ItemId(o.Item!.Barcode)));

    static Command<LookUpItem.Result> Bind(NcipRequest m)
    {
        var (deleted, added) = (m.Body["DeleteItemFields"], m.Body["AddItemFields"]);
        if (deleted is not { HasChildren: true } && added is not { HasChildren: true }) m.Note(new(ProblemTypes.NeededData, "AddItemFields"));
        return new ChangeItem(m.Item(), ItemRecords.Details(m, deleted, "Unable To Delete Element"), ItemRecords.Details(m, added, "Unable To Add Element"));
    }
}

/// <summary>DeleteItem: a copy that is in leaves, such as one that another library had lent us.</summary>
static class DeleteItem
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>(
        "DeleteItem", static m => new WithdrawItem(m.Item()), static (answer, o, r) => answer.Add(r.ItemId(o.Item!.Barcode)));
}

/// <summary>A copy's data as messages bring them (ncip reference 9.4, 9.5).</summary>
static class ItemRecords
{
    static readonly FrozenDictionary<string, string> Markers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["none"] = "01", ["tattletapesecuritystrip"] = "02",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="fields">The message itself, or what is added or deleted.</param>
    /// <param name="unable">The problem of a datum that is not kept here.</param>
    public static ItemDetails Details(NcipRequest m, NcipElement? fields, string unable)
    {
        var details = new ItemDetails();
        foreach (var field in fields?.Children ?? [])
        {
            switch (field.Name)
            {
                case "BibliographicDescription" when field.Children.All(static child => child.Name is "Title" or "Author"):
                    details = details with { TitleName = Text(field, "Title"), Author = Text(field, "Author") };
                    break;
                case "ItemDescription" when field.HasChildren: details = Description(m, field, details, unable); break;
                case "ItemUseRestrictionType" when UseRestrictions.Find(field.Text) is { } word: details = details with { Restrictions = details.Restrictions.Add(word) }; break;
                case "Location" when NcipRequest.Plain(field.TextAt("LocationType")) == "permanentlocation" || fields == m.Body: details = details with { Location = Place(m, field) }; break;
                case "PhysicalCondition": details = details with { Properties = PhysicalConditions.Note(field) }; break;
                case "SecurityMarker" when Markers.TryGetValue(NcipRequest.Plain(field.Text), out var marker): details = details with { SecurityMarker = marker }; break;
                // Present: to be desensitised, which a magnetic medium must not be.
                case "SensitizationFlag": details = details with { IsMagnetic = false }; break;
                case "ItemUseRestrictionType":
                case "BibliographicDescription" or "ItemDescription" or "Location" or "SecurityMarker" when fields != m.Body:
                    m.Note(new(unable, field.Name, field.HasChildren ? null : field.Text));
                    break;
            }
        }
        return details;
    }

    static ItemDetails Description(NcipRequest m, NcipElement field, ItemDetails details, string unable)
    {
        var pieces = field.TextAt("NumberOfPieces");
        int? count = int.TryParse(pieces, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 0 and < 10_000 ? read : null;
        if (pieces.Length > 0 && count is null) m.Note(new(unable, "NumberOfPieces", pieces));
        return details with
        {
            CallNumber = Text(field, "CallNumber"), CopyNumber = Text(field, "CopyNumber"), Pieces = count,
            Part = field["HoldingsInformation"] is { } holdings ? HoldingsText.Of(holdings) : null,
        };
    }

    /// <summary>Present counts, also empty: what is to be without.</summary>
    static string? Text(NcipElement field, string name) => field[name]?.Text;

    /// <summary>A place by its code or by its name, whichever level it stands on.</summary>
    static string Place(NcipRequest m, NcipElement location)
    {
        var said = (location["LocationName"]?.All("LocationNameInstance") ?? []).Select(static instance => instance.TextAt("LocationNameValue")).ToArray();
        var named = said.Select(name => m.Agency.Locations.FirstOrDefault(code => code == name || m.Agency.NameOf(code) == name)).FirstOrDefault(static code => code is not null);
        return named ?? (said.Length > 0 ? said[^1] : "");
    }
}
