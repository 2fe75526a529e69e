using System.Buffers;
using System.Globalization;
using System.Text;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Bench;

/// <summary>
/// A request built once and sent many times: date, number, sequence and checksum are patched in place. It knows what its answer must say.
/// </summary>
sealed class BenchRequest
{
    /// <summary>Stand where a number of our own goes: this message's (BK), or that of the one before (WI).</summary>
    const string OwnNumber = "OOOOOOOOOOOOOOOOOOOO", NumberBefore = "PPPPPPPPPPPPPPPPPPPP";

    static readonly MessageTable Table = new([.. Specs.Version2.Exchanges, .. WalletSpecs.Family]);

    readonly byte[] bytes;
    readonly int[] dates;
    readonly byte[] patron;
    readonly byte[] item;
    readonly int ownAt, beforeAt;
    int sequence;

    BenchRequest(Exchange exchange, byte[] bytes, string patron = "", string item = "")
    {
        (Exchange, this.bytes) = (exchange, bytes);
        dates = [.. exchange.Request.FixedFields.Where(f => f == TransactionDate || f == ReturnDate).Select(exchange.Request.OffsetOf)];
        (this.patron, this.item) = (Encoding.UTF8.GetBytes(patron), Encoding.UTF8.GetBytes(item));
        (ownAt, beforeAt) = (bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(OwnNumber)), bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NumberBefore)));
    }

    delegate void Fill(ref Sip2Writer request);

    public Exchange Exchange { get; }

    /// <summary>The run may end after it: nothing is left on loan.</summary>
    public bool EndsStep { get; private init; } = true;

    /// <summary>The frame with this date and sequence digit.</summary>
    /// <param name="number">Of this message, where it has one.</param>
    /// <param name="before">Of the message before it on this connection.</param>
    public ReadOnlyMemory<byte> With(ReadOnlySpan<byte> date, int digit, long number, long before)
    {
        foreach (var offset in dates) date.CopyTo(bytes.AsSpan(offset));
        if (ownAt >= 0) PutNumber(ownAt, number);
        if (beforeAt >= 0) PutNumber(beforeAt, before);
        sequence = digit % 10;
        // …AYnAZhhhh and CR
        bytes[^8] = (byte)('0' + sequence);
        Sip2Checksum.Write(Sip2Checksum.Of(bytes.AsSpan()[..^5]), bytes.AsSpan()[^5..]);
        return bytes;
    }

    void PutNumber(int at, long number) => number.TryFormat(bytes.AsSpan(at, OwnNumber.Length), out _, "D20", CultureInfo.InvariantCulture);

    /// <summary>What is wrong with the answer to the frame sent last.</summary>
    public BenchError Check(ReadOnlySpan<byte> answer)
    {
        if (answer is [(byte)'9', (byte)'6', ..]) return BenchError.ResendAsked;
        if (!Sip2Reader.TryRead(answer, Table, out var m, out var rejection))
            return rejection is Sip2.Sip2Rejection.BadChecksum ? BenchError.WrongChecksum : BenchError.Unreadable;
        if (!m.HasChecksum) return BenchError.WrongChecksum;
        if (m.Spec.Code != Exchange.Response.Code) return BenchError.WrongCode;
        if (m.Sequence is not [var digit] || digit != '0' + sequence) return BenchError.WrongSequence;
        if (m.Spec.Has(PatronId) && patron.Length > 0 && m.Spec != Specs.Checkin.Response && !m.Get(PatronId).SequenceEqual(patron)) return BenchError.WrongEcho;
        if (item.Length > 0 && !m.Get(ItemId).SequenceEqual(item)) return BenchError.WrongEcho;
        return IsGranted(m) ? BenchError.None : BenchError.Refused;
    }

    /// <summary>Code and screen message of an answer that says no.</summary>
    public static string ReasonIn(ReadOnlySpan<byte> answer) =>
        Sip2Reader.TryRead(answer, Table, out var m) ? $"{m.Spec.Code}: {m.GetText(ScreenMessage)}" : "";

    static bool IsGranted(in Sip2Reader m) => m.Spec.Code switch
    {
        "94" or "12" or "10" => m.Get(Ok) is [(byte)'1'],
        "98" => m.GetFlag(OnLineStatus),
        "24" or "64" => m.GetFlag(ValidPatron),
        "18" => !m.Get(TitleId).IsEmpty,
        "36" => m.GetFlag(Fields.EndSession),
        "WR" => m.Get(WalletDone) is [(byte)'1'],
        _ => true,
    };

    public static BenchRequest LogIn(BenchPlan plan) => Build(Specs.Login, (ref Sip2Writer w) => w.Put(LoginUserId, plan.Login).Put(LoginPassword, plan.Password));

    public static BenchRequest Status() => Build(Specs.Status, static (ref Sip2Writer w) => w.Put(MaxPrintWidth, 40).Put(ProtocolVersion, "2.00"));

    /// <summary>What one connection sends in turn, for ever.</summary>
    public static IReadOnlyList<BenchRequest> Cycle(BenchPlan plan, IReadOnlyList<BenchReader> readers) => plan.Mix switch
    {
        BenchMix.Status or BenchMix.Echo or BenchMix.Idle => [Status()],
        BenchMix.PatronInformation => [.. readers.Select(r => Information(plan, r))],
        BenchMix.Checkout => [.. readers.SelectMany(r => r.Items.SelectMany(i => Loan(plan, r, i)))],
        BenchMix.ItemInformation => [.. readers.SelectMany(r => r.Items.Select(i => Item(plan, i)))],
        BenchMix.HoldCapture => [.. readers.SelectMany(r => Job(plan, r))],
        BenchMix.Balance => [.. readers.Select(r => Wallet(plan, r, "BALA"))],
        BenchMix.Mixed => [Status(), .. readers.SelectMany(r => Visit(plan, r))],
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };

    static IEnumerable<BenchRequest> Visit(BenchPlan plan, BenchReader reader) =>
    [
        Information(plan, reader),
        .. reader.Items.SelectMany(item => (BenchRequest[])[Item(plan, item), .. Loan(plan, reader, item)]),
        Standing(plan, reader), Goodbye(plan, reader),
    ];

    /// <summary>Out and back; the run never ends between them.</summary>
    static IEnumerable<BenchRequest> Loan(BenchPlan plan, BenchReader reader, string item) => [CheckOut(plan, reader, item), CheckIn(plan, item)];

    /// <summary>A page: its price is held, then captured.</summary>
    static IEnumerable<BenchRequest> Job(BenchPlan plan, BenchReader reader) => [Wallet(plan, reader, "HOLD"), Wallet(plan, reader, "CAPT")];

    static BenchRequest Wallet(BenchPlan plan, BenchReader reader, string operation) => Build(WalletSpecs.Wallet,
        (ref Sip2Writer w) =>
        {
            w.Put(WalletOperation, operation).Put(FixedCurrency, plan.Currency).Put(InstitutionId, plan.Agency).Put(PatronId, reader.Card).Put(PatronPassword, reader.Pin);
            if (operation == "BALA") return;
            w.Put(FeeAmount, "0.01").Put(TransactionId, OwnNumber);
            if (operation == "HOLD") w.Put(Purpose, "COPY");
            else w.Put(ServerTransactionId, NumberBefore);
        },
        reader.Card, endsStep: operation != "HOLD");

    static BenchRequest CheckOut(BenchPlan plan, BenchReader reader, string item) => Build(Specs.Checkout,
        (ref Sip2Writer w) => w.Put(InstitutionId, plan.Agency).Put(PatronId, reader.Card).Put(ItemId, item).Put(PatronPassword, reader.Pin),
        reader.Card, item, endsStep: false);

    public static BenchRequest CheckIn(BenchPlan plan, string item) => Build(Specs.Checkin,
        (ref Sip2Writer w) => w.Put(InstitutionId, plan.Agency).Put(ItemId, item), item: item);

    static BenchRequest Information(BenchPlan plan, BenchReader reader) => Build(Specs.PatronInformation,
        (ref Sip2Writer w) => w.Put(Language, "000").Put(Summary, "  Y       ").Put(InstitutionId, plan.Agency)
            .Put(PatronId, reader.Card).Put(PatronPassword, reader.Pin), reader.Card);

    static BenchRequest Standing(BenchPlan plan, BenchReader reader) => Build(Specs.PatronStatusRequest,
        (ref Sip2Writer w) => w.Put(Language, "000").Put(InstitutionId, plan.Agency).Put(PatronId, reader.Card).Put(PatronPassword, reader.Pin), reader.Card);

    static BenchRequest Item(BenchPlan plan, string item) => Build(Specs.ItemInformation,
        (ref Sip2Writer w) => w.Put(InstitutionId, plan.Agency).Put(ItemId, item), item: item);

    static BenchRequest Goodbye(BenchPlan plan, BenchReader reader) => Build(Specs.EndPatronSession,
        (ref Sip2Writer w) => w.Put(InstitutionId, plan.Agency).Put(PatronId, reader.Card).Put(PatronPassword, reader.Pin), reader.Card);

    static BenchRequest Build(Exchange exchange, Fill fill, string patron = "", string item = "", bool endsStep = true)
    {
        var writer = new Sip2Writer(exchange.Request, WireStyle.Default, stackalloc byte[512]);
        fill(ref writer);
        var frame = new ArrayBufferWriter<byte>();
        writer.WriteTo(frame, Sip2Trailer.Numbered(0));
        writer.Dispose();
        return new(exchange, frame.WrittenSpan.ToArray(), patron, item) { EndsStep = endsStep };
    }
}
