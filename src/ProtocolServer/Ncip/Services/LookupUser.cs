using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupUser: who she is, what she has, wants and owes. A blocked reader is found all the same, with her blocks.</summary>
static class LookupUser
{
    public static readonly NcipService Service = new CommandService<ReaderResult>("LookupUser", Bind, Render, RefusalOf);

    static Command<ReaderResult> Bind(NcipRequest m) => new LookUpReader(m.Card())
    {
        WithOldCards = m.WantsUser("Previous User Id"),
        Wallet = m.Body["UserFiscalAccountDesired"] is not null && m.Library.Wallet is not null && !m.Partner.Habits.HasFlag(PartnerHabits.SingleAccount) ? m.Library.Currency.Code : null,
    };

    /// <summary>What forbids borrowing is told as a block; what forbids seeing the account is a problem.</summary>
    public static Refusal? RefusalOf(ReaderResult o) => o.MayShowAccount ? null : o.Refusal;

    static void Render(NcipElement answer, ReaderResult o, NcipReply r)
    {
        var reader = o.Reader!;
        var body = r.Request.Body;
        answer.Add(r.UserId(reader.Card.Number));
        if (Asks("UserFiscalAccountDesired", "User Fiscal Account"))
        {
            answer.Add(Fiscal.Accounts(reader, r));
            answer.Add(Fiscal.Wallet(o, r));
        }
        if (Asks("LoanedItemsDesired", "Loaned Items")) Put(answer, Counts(reader), reader.Loans.Select(loan => Loaned(loan, r)), r);
        if (Asks("RequestedItemsDesired", "Requested Items")) Put(answer, RequestCounts(reader), reader.Holds.Select(hold => Requested(hold, r)), r);
        answer.Add(UserFields.Of(reader, r, o.OldCards));

        bool Asks(string flag, string type) => body[flag] is not null && !r.Request.IsHidden(type);
    }

    /// <summary>1.x has loans and requests one level deeper.</summary>
    static void Put(NcipElement answer, IEnumerable<NcipElement?> counts, IEnumerable<NcipElement> items, NcipReply r)
    {
        answer.Add(counts);
        if (!r.Request.Message.Style.Version.IsFirst)
        {
            answer.Add(items);
            return;
        }
        var transaction = answer["UserTransaction"];
        if (transaction is null) answer.Add(transaction = new("UserTransaction"));
        transaction.Add(items);
    }

    static IEnumerable<NcipElement> Counts(Reader reader)
    {
        var recalled = reader.Loans.Count(loan => loan.RecalledAt is not null);
        yield return Count("On Loan", reader.Loans.Length - recalled);
        if (recalled > 0) yield return Count("Recalled", recalled);

        static NcipElement Count(string status, int count) => new("LoanedItemsCount")
        {
            new NcipElement("CirculationStatus", status), NcipReply.Number("LoanedItemCountValue", count),
        };
    }

    /// <summary>One for each kind of request, and a nought where there is none.</summary>
    static IEnumerable<NcipElement> RequestCounts(Reader reader) =>
        reader.Holds.IsEmpty ? [Count("Hold", 0)] : reader.Holds.GroupBy(Requests.Type).Select(static same => Count(same.Key, same.Count()));

    static NcipElement Count(string type, int count) => new("RequestedItemsCount")
    {
        new NcipElement("RequestType", type), NcipReply.Number("RequestedItemCountValue", count),
    };

    static NcipElement Loaned(Loan loan, NcipReply r)
    {
        // Before 2.02 a reminder and an amount had to be there, and the first reminder was 1.
        var isOlder = r.Request.Message.Style.Version < NcipVersion.V202;
        return new("LoanedItem")
        {
            r.ItemId(loan.Barcode),
            Titles.Id(loan.RecordNumber, r),
            NcipReply.Number("ReminderLevel", isOlder ? 1 : 0),
            r.Date("DateDue", loan.DueAt),
            isOlder ? NcipReply.Money("Amount", Money.Zero(r.Library.Currency)) : null,
            new NcipElement("Title", loan.TitleName),
            Facts(loan.RecordNumber, loan.TitleName, null, r),
        };
    }

    /// <summary>Once more where some look for it (ncip-field C 34).</summary>
    static NcipElement? Facts(string record, string title, int? position, NcipReply r) =>
        !r.Request.Partner.Habits.HasFlag(PartnerHabits.FactsInExt) ? null : new("Ext")
        {
            new NcipElement("BibliographicDescription") { Titles.Record(record, r), new NcipElement("Title", title) },
            position is { } place ? NcipReply.Number("HoldQueuePosition", place) : null,
        };

    static NcipElement Requested(Hold hold, NcipReply r) => new("RequestedItem")
    {
        Requests.Id(hold, r),
        hold.CapturedBarcode is { } barcode ? r.ItemId(barcode) : null,
        Titles.Id(hold.RecordNumber, r),
        new NcipElement("RequestType", Requests.Type(hold)),
        new NcipElement("RequestStatusType", Requests.Status(hold.State)),
        r.Date("DatePlaced", hold.PlacedAt),
        r.Date("PickupDate", hold.ReadyAt),
        new NcipElement("PickupLocation", hold.PickupLocation),
        r.Date("PickupExpiryDate", hold.ShelfUntil ?? hold.CollectBy),
        hold.Position is { } position ? NcipReply.Number("HoldQueuePosition", position) : null,
        new NcipElement("Title", hold.TitleName),
        Facts(hold.RecordNumber, hold.TitleName, hold.Position, r),
    };
}

/// <summary>AuthenticateUser, which only 1.x has: the card and its PIN, and nothing told.</summary>
static class AuthenticateUser
{
    public static readonly NcipService Service = new CommandService<ReaderResult>("AuthenticateUser", Bind, Render, LookupUser.RefusalOf);

    static Command<ReaderResult> Bind(NcipRequest m) => new LookUpReader(m.Card());

    static void Render(NcipElement answer, ReaderResult o, NcipReply r) => answer.Add(r.UserId(o.Reader!.Card.Number));
}
