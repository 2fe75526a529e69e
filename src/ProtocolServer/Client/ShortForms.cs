using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Client;

/// <summary>A request as a person types it.</summary>
/// <param name="Words">What follows the name; those in brackets may be left out.</param>
/// <param name="Least">How many words there must be.</param>
sealed record ShortForm(string Name, string Words, string Help, int Least, Exchange Exchange, ShortForm.Fill Put)
{
    public delegate void Fill(ref Sip2Writer request, in Typed words);

    /// <summary>Words in order, and the institution that goes into AO.</summary>
    public readonly record struct Typed(ImmutableArray<string> Words, string Agency, DateTimeOffset Now)
    {
        public string? this[int at] => at < Words.Length ? Words[at] : null;

        public string Currency(int at) => this[at]!.ToUpperInvariant();

        /// <summary>The number by which a payment is known for ever (BK): as typed, else a new one.</summary>
        public string KeyAt(int at) => this[at] is { Length: > 0 } key ? key : string.Create(CultureInfo.InvariantCulture, $"CLI-{Now.UtcTicks}");

        /// <summary>Everything from one word on, as one value.</summary>
        public string? From(int at) => at < Words.Length ? string.Join(' ', Words[at..]) : null;
    }

    public string Usage => $"{Name} {Words}".TrimEnd();

    /// <summary>The body of the request.</summary>
    public byte[] Write(in Typed words, MessageTable table)
    {
        var writer = new Sip2Writer(Exchange.Request, table.Style, stackalloc byte[1024]);
        try
        {
            if (Exchange.Request.Has(TransactionDate)) writer.Put(TransactionDate, words.Now);
            if (Exchange.Request.Has(InstitutionId)) writer.Put(InstitutionId, words.Agency);
            Put(ref writer, words);
            return writer.Body().ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    static readonly ImmutableArray<string> ListNames = ["holds", "overdue", "loans", "fines", "recalls", "waiting"];

    /// <summary>All of them, in the order of a visit to the library.</summary>
    public static readonly ImmutableArray<ShortForm> All =
    [
        new("login", "NAME PASSWORD [PLACE]", "Log the terminal in", 2, Specs.Login,
            static (ref w, in t) => w.Put(LoginUserId, t[0]).Put(LoginPassword, t[1]).Put(LocationCode, t[2])),
        new("status", "", "What the library system can do now", 0, Specs.Status,
            static (ref w, in _) => w.Put(MaxPrintWidth, 80).Put(ProtocolVersion, "2.00")),
        new("patron", "CARD [PIN]", "A reader's standing", 1, Specs.PatronStatusRequest,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(PatronPassword, t[1])),
        new("info", "CARD [PIN] [holds|overdue|loans|fines|recalls|waiting] [FIRST] [LAST]", "A reader's account, with one of its lists", 1,
            Specs.PatronInformation, PutInformation),
        new("checkout", "CARD ITEM [PIN]", "Lend; the reader's own loan is renewed", 2, Specs.Checkout,
            static (ref w, in t) => w.Put(ScRenewalPolicy, true).Put(PatronId, t[0]).Put(ItemId, t[1]).Put(PatronPassword, t[2])),
        new("checkin", "ITEM [PLACE]", "Take back", 1, Specs.Checkin,
            static (ref w, in t) => w.Put(ReturnDate, t.Now).Put(ItemId, t[0]).Put(CurrentLocation, t[1])),
        new("renew", "CARD ITEM [PIN]", "Lend for longer", 2, Specs.Renew,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(ItemId, t[1]).Put(PatronPassword, t[2])),
        new("renewall", "CARD [PIN]", "Renew everything", 1, Specs.RenewAll,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(PatronPassword, t[1])),
        new("hold", "CARD ITEM [PIN] [PLACE]", "Reserve; any copy of the same title will do", 2, Specs.Hold, PutHold),
        new("unhold", "CARD ITEM [PIN]", "Give a reservation up", 2, Specs.Hold,
            static (ref w, in t) => w.Put(HoldMode, "-").Put(PatronId, t[0]).Put(ItemId, t[1]).Put(PatronPassword, t[2])),
        new("item", "ITEM", "Where a copy is and what becomes of it", 1, Specs.ItemInformation, static (ref w, in t) => w.Put(ItemId, t[0])),
        new("update", "ITEM TEXT", "Write something about a copy", 2, Specs.ItemStatusUpdate,
            static (ref w, in t) => w.Put(ItemId, t[0]).Put(ItemProperties, t.From(1))),
        new("pay", "CARD AMOUNT CURRENCY [FEES] [TYPE] [KEY]", "Pay what is owed, or fees by their numbers; WALLET pays into the account, PRINT out of it", 3, Specs.FeePaid,
            static (ref w, in t) => w.Put(FixedFeeType, t[3] == "PRINT" ? "13" : "01").Put(PaymentType, t[4] is { Length: > 0 } type ? type : (t[3] == "PRINT" ? "06" : "00")).Put(FixedCurrency, t.Currency(2))
                .Put(PatronId, t[0]).Put(FeeAmount, t[1]).Put(FeeIdentifier, t[3]).Put(TransactionId, t.KeyAt(5))),
        new("block", "CARD TEXT", "Block a card and say why", 2, Specs.BlockPatron,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(BlockedCardMessage, t.From(1))),
        new("enable", "CARD [PIN]", "Lift that block", 1, Specs.PatronEnable,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(PatronPassword, t[1])),
        new("end", "CARD [PIN]", "The reader goes away", 1, Specs.EndPatronSession,
            static (ref w, in t) => w.Put(PatronId, t[0]).Put(PatronPassword, t[1])),
        new("resend", "", "Ask for the last answer again", 0, Specs.Resend, static (ref _, in _) => { }),
        .. WalletForms.All,
    ];

    static void PutInformation(ref Sip2Writer w, in Typed t)
    {
        // The PIN may be left out: a word that names a list is no PIN.
        var at = t[1] is { } second && ListNames.Contains(second) ? 1 : 2;
        var list = t[at] is { } name ? ListNames.IndexOf(name) : -1;
        if (t[at] is { } wrong && list < 0) throw new FormatException($"{wrong} is no list. Lists are {string.Join(", ", ListNames)}.");
        if (list >= 0) w.Put(Summary, new string(' ', list) + 'Y' + new string(' ', 9 - list));
        w.Put(PatronId, t[0]).Put(PatronPassword, at == 2 ? t[1] : null).Put(StartItem, t[at + 1]).Put(EndItem, t[at + 2]);
    }

    static void PutHold(ref Sip2Writer w, in Typed t) =>
        w.Put(HoldMode, "+").Put(PickupLocation, t[3]).Put(Fields.HoldType, "2").Put(PatronId, t[0]).Put(ItemId, t[1]).Put(PatronPassword, t[2]);
}
