using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Patron Status Request (23) → Patron Status Response (24).</summary>
static class PatronStatusPair
{
    public static readonly Sip2Exchange Exchange =
        new CommandExchange<ReaderResult>(Specs.PatronStatusRequest, Bind, Render, Writers.Nobody);

    static Command<ReaderResult> Bind(in Sip2Reader m, Sip2Session s) => LookUp(m, s);

    public static void Render(ref Sip2Writer w, ReaderResult o, Sip2Reply r)
    {
        PutReader(ref w, o, r);
        w.Put(Fields.Currency, r.Library.Currency.Code);
        if (o.MayShowAccount) w.Put(FeeAmount, o.Owed);
        PutWallet(ref w, o);
        PutStanding(ref w, o, r);
    }

    /// <summary>The wallet of who may see the account; a dialect that lacks the fields leaves them out.</summary>
    public static void PutWallet(ref Sip2Writer w, ReaderResult o)
    {
        if (o.MayShowAccount && w.Spec.Has(WalletAvailable)) WalletPair.PutFigures(ref w, o.Wallet);
    }

    /// <summary>The account, and the wallet where this machine tells it.</summary>
    public static LookUpReader LookUp(in Sip2Reader m, Sip2Session s) => new(new(m.GetText(PatronId)))
    {
        Wallet = s.Agency.Library.Wallet is not null && s.Dialect.Table.Find("24")!.Has(WalletAvailable) ? s.Agency.Library.Currency.Code : null,
    };

    /// <summary>What 24, 26 and 64 begin with.</summary>
    public static void PutReader(ref Sip2Writer w, ReaderResult o, Sip2Reply r) =>
        w.Put(Fields.PatronStatus, o.Status.ToString())
            .Put(Language, Languages.CodeOf(r.LanguageFor(o)))
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(PersonalName, o.MayShowAccount ? o.Reader?.Name : null)
            .Put(ValidPatron, o.IsValid)
            .Put(ValidPatronPassword, o.Pin is PinCheck.NotGiven ? null : o.Pin is PinCheck.Right);

    /// <summary>For machines that only show texts.</summary>
    static Notice[] Balance(ReaderResult o) => o.MayShowAccount && o.Wallet is { } wallet ? [new("wallet-balance", wallet.Available)] : [];

    /// <summary>Why something is denied, what waits, what is owed.</summary>
    public static void PutStanding(ref Sip2Writer w, ReaderResult o, Sip2Reply r)
    {
        if (o.MayShowAccount && o.Owed.IsPositive && o.Refusal?.Code is not ("fines-owed" or "fees-owed"))
            r.PutTexts(ref w, o, [new Notice("owed", o.Owed), .. Balance(o)]);
        else
            r.PutTexts(ref w, o, [.. Balance(o)]);
    }
}

/// <summary>Patron Information (63) → Patron Information Response (64).</summary>
static class PatronInformation
{
    public static readonly Sip2Exchange Exchange =
        new CommandExchange<ReaderResult>(Specs.PatronInformation, Bind, Render, Writers.Nobody);

    static Command<ReaderResult> Bind(in Sip2Reader m, Sip2Session s) => PatronStatusPair.LookUp(m, s);

    static void Render(ref Sip2Writer w, ReaderResult o, Sip2Reply r)
    {
        PatronStatusPair.PutReader(ref w, o, r);
        var lists = o.MayShowAccount && o.Reader is { } reader ? Lists.Of(reader, o) : Lists.None;
        w.Put(HoldItemsCount, lists.Ready.Length)
            .Put(OverdueItemsCount, o.Overdue.Length * lists.Counted)
            .Put(ChargedItemsCount, lists.Charged.Length)
            .Put(FineItemsCount, lists.Fines.Length)
            .Put(RecallItemsCount, lists.Recalled.Length)
            .Put(UnavailableHoldsCount, lists.Waiting.Length)
            .Put(HoldItemsLimit, o.HoldLimit)
            .Put(OverdueItemsLimit, o.OverdueLimit)
            .Put(ChargedItemsLimit, o.LoanLimit)
            .Put(Fields.Currency, r.Library.Currency.Code);
        if (o.MayShowAccount) w.Put(FeeAmount, o.Owed);
        w.Put(FeeLimit, o.FeeLimit);
        PutList(ref w, lists, o, r);
        PatronStatusPair.PutWallet(ref w, o);
        // Contacts and date of birth are for who knows the PIN (domain reference, P8).
        if (o.Pin is PinCheck.Right && o.MayShowAccount && o.Reader is { } owner)
            w.Put(HomeAddress, owner.Address)
                .Put(EmailAddress, owner.Email)
                .Put(HomePhone, owner.Phone)
                .Put(BirthDate, owner.BirthDate?.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture))
                .Put(PatronType, owner.Category);
        PatronStatusPair.PutStanding(ref w, o, r);
    }

    /// <summary>The list asked for, from the first wanted entry to the last (section 11).</summary>
    static void PutList(ref Sip2Writer w, Lists lists, ReaderResult o, Sip2Reply r)
    {
        switch (r.List)
        {
            case 0: foreach (var hold in Page(lists.Ready, r)) w.Put(HoldItems, Shown(hold)); break;
            case 1: foreach (var loan in Page(o.Overdue, r)) w.Put(OverdueItems, lists.Counted > 0 ? loan.Barcode.Value : null); break;
            case 2: foreach (var loan in Page(lists.Charged, r)) w.Put(ChargedItems, loan.Barcode.Value); break;
            case 3: foreach (var charge in Page(lists.Fines, r)) w.Put(FineItems, Shown(charge, o, r)); break;
            case 4: foreach (var loan in Page(lists.Recalled, r)) w.Put(RecallItems, loan.Barcode.Value); break;
            case 5: foreach (var hold in Page(lists.Waiting, r)) w.Put(UnavailableHoldItems, Shown(hold)); break;
        }
    }

    static ReadOnlySpan<T> Page<T>(ImmutableArray<T> all, Sip2Reply r)
    {
        var first = Math.Min(r.First - 1, all.Length);
        var last = Math.Clamp(r.Last, first, all.Length);
        return all.AsSpan()[first..last];
    }

    /// <summary>The copy where there is one, else the title.</summary>
    static string Shown(Hold hold) => hold.CapturedBarcode?.Value ?? hold.TitleName;

    /// <summary>Number first: it is what 37 names the fee by (CG).</summary>
    static string Shown(Charge charge, ReaderResult o, Sip2Reply r)
    {
        var fee = r.Messages.Text(r.Library, r.LanguageFor(o), "fee." + charge.FeeType);
        return $"{charge.Number} {charge.Remaining} {charge.Remaining.Currency} {fee} {charge.TitleName}".TrimEnd();
    }

    /// <summary>The six lists of section 11. Overdue items are listed as charged as well.</summary>
    sealed record Lists(
        ImmutableArray<Hold> Ready, ImmutableArray<Loan> Charged, ImmutableArray<Charge> Fines, ImmutableArray<Loan> Recalled,
        ImmutableArray<Hold> Waiting, int Counted)
    {
        public static readonly Lists None = new([], [], [], [], [], 0);

        public static Lists Of(Reader reader, ReaderResult o) => new(
            [.. reader.Holds.Where(hold => hold.State is HoldState.Ready)],
            reader.Loans,
            reader.Charges,
            [.. reader.Loans.Where(loan => loan.RecalledAt is not null)],
            [.. reader.Holds.Where(hold => hold.State is not HoldState.Ready)],
            1);
    }
}

/// <summary>Block Patron (01) → Patron Status Response (24).</summary>
static class BlockPatron
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<ReaderResult>(Specs.BlockPatron, Bind, PatronStatusPair.Render);

    static Command<ReaderResult> Bind(in Sip2Reader m, Sip2Session s) =>
        new BlockCard(new(m.GetText(PatronId)), m.GetText(BlockedCardMessage), m.GetFlag(CardRetained));
}

/// <summary>Patron Enable (25) → Patron Enable Response (26).</summary>
static class PatronEnable
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<ReaderResult>(Specs.PatronEnable, Bind, Render);

    static Command<ReaderResult> Bind(in Sip2Reader m, Sip2Session s) => new EnableCard(new(m.GetText(PatronId)));

    static void Render(ref Sip2Writer w, ReaderResult o, Sip2Reply r)
    {
        PatronStatusPair.PutReader(ref w, o, r);
        PatronStatusPair.PutStanding(ref w, o, r);
    }
}

/// <summary>End Patron Session (35) → End Session Response (36). A boundary and nothing more: nothing is undone by it.</summary>
static class EndPatronSession
{
    public static readonly Sip2Exchange Exchange =
        new CommandExchange<EndSession.Result>(Specs.EndPatronSession, Bind, Render, Writers.Nobody);

    static Command<EndSession.Result> Bind(in Sip2Reader m, Sip2Session s) => new EndSession();

    static void Render(ref Sip2Writer w, EndSession.Result o, Sip2Reply r)
    {
        w.Put(Fields.EndSession, o.Accepted)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron);
        r.PutTexts(ref w, o);
    }
}
