using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>AcceptItem: another library's copy, for one of our readers: known under the number it came with, on the hold shelf.</summary>
static class AcceptItem
{
    public static readonly NcipService Service = new CommandService<TakeInItem.Result>("AcceptItem", Bind, Render);

    static Command<TakeInItem.Result> Bind(NcipRequest m)
    {
        var number = Requests.NumberOf(m);
        var action = m.Body.TextAt("RequestedActionType");
        if (!Actions.Contains(NcipRequest.Plain(action))) m.Note(new(ProblemTypes.UnknownValue, "RequestedActionType", action));
        var collected = m.Date("PickupExpiryDate");
        if (collected <= m.Now) m.Note(new(ProblemTypes.InvalidDate, "PickupExpiryDate", m.Body.TextAt("PickupExpiryDate")));
        // Without an id of its own it goes by the number of the request.
        var barcode = m.ItemIfNamed() ?? new Barcode(number?.Number ?? "");
        var title = m.Body["ItemOptionalFields"]?["BibliographicDescription"];
        var restrictions = m.Body["ItemOptionalFields"]?.All("ItemUseRestrictionType").ToArray() ?? [];
        // Nobody here knows how to keep to a word of its own.
        foreach (var odd in restrictions.Where(static word => UseRestrictions.Find(word.Text) is null))
            m.Note(new("Cannot Guarantee Restrictions On Use", "ItemUseRestrictionType", odd.Text));
        var accepted = new TakeInItem(barcode, title?.TextAt("Title") is { Length: > 0 } name ? name : barcode.Value)
        {
            Author = title?.TextAt("Author") is { Length: > 0 } author ? author : null,
            Card = m.CardIfNamed(),
            Number = number,
            Place = Place(m), CollectBy = collected, Fee = Fee(m),
            Kind = m.Partner.ItemKind, Restrictions = [.. restrictions.Select(static word => UseRestrictions.Find(word.Text)).OfType<string>()],
            Terms = new(m.Partner.Id, m.Date("DateForReturn"), m.Body["RenewalNotPermitted"] is not null),
        };
        return number is null ? accepted : new AcceptFromPartner(accepted, m.Agency.Id, number, m.Partner.Id);
    }

    /// <summary>Either way it waits on the shelf for her: nothing is lent to a reader who is not there.</summary>
    static readonly HashSet<string> Actions = new(["circulate", "circulateandnotify", "holdforpickup", "holdforpickupandnotify"], StringComparer.Ordinal);

    /// <summary>What the lender wants to have from the reader for it; anything else than a charge has no meaning here.</summary>
    static (Money Amount, string FeeType)? Fee(NcipRequest m)
    {
        if (m.Body["FiscalTransactionInformation"] is not { } fiscal) return null;
        m.NeedsRight(Permissions.Charge, "FiscalTransactionInformation");
        var words = FiscalWords.Of(fiscal, m.Agency.Id.Value);
        if (words.Meaning is not FiscalMeaning.Assess) m.Note(new(ProblemTypes.Rule, "FiscalActionType", words.Action));
        if (FiscalTypes.FeeTypeOf(words.Type) is not { } type)
        {
            m.Note(new(ProblemTypes.UnknownValue, "FiscalTransactionType", fiscal.TextAt("FiscalTransactionType")));
            return null;
        }
        var amount = m.Amount(fiscal["Amount"]);
        if (amount is { AmountMinor: < 0 }) m.Note(new(ProblemTypes.InvalidAmount, "MonetaryValue", fiscal.TextAt("Amount", "MonetaryValue")));
        return amount is { IsPositive: true } charged ? (charged, type) : null;
    }

    /// <summary>1.x has no place to collect at; its partners put it into ToAgencyId (ncip-field C 23).</summary>
    static string? Place(NcipRequest m)
    {
        if (m.Body.TextAt("PickupLocation") is { Length: > 0 } told) return told;
        var to = m.Message.Header?.TextAt("ToAgencyId", "AgencyId") ?? "";
        return m.Agency.Locations.Contains(to) ? to : m.PlaceBehindAgency(to);
    }

    static void Render(NcipElement answer, TakeInItem.Result o, NcipReply r)
    {
        if (r.Request.Body["RequestId"] is { } number) answer.Add(r.Again(number));
        answer.Add(r.ItemId(o.Item!.Barcode));
    }
}
