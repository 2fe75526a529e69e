using System.Runtime.InteropServices;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// What one dialect speaks: its exchanges by code, and its <see cref="WireStyle"/>. Frozen; a terminal's profile is compiled into one
/// at log-in.
/// </summary>
sealed class MessageTable
{
    const int First = '0';
    const int Span = 'Z' - First + 1;

    readonly Entry[] entries = new Entry[Span * Span];

    public MessageTable(IEnumerable<Exchange> exchanges, WireStyle? style = null)
    {
        Exchanges = [.. exchanges];
        Style = style ?? WireStyle.Default;
        foreach (var exchange in Exchanges)
        {
            entries[PlaceOf(exchange.Request.Tag)] = new(exchange.Request, exchange);
            ref var response = ref entries[PlaceOf(exchange.Response.Tag)];
            response = response.Spec is null ? new(exchange.Response, null) : response;
        }
    }

    public IReadOnlyList<Exchange> Exchanges { get; }

    public WireStyle Style { get; }

    /// <summary>Variable fields accepted in one frame; more are rejected.</summary>
    public int MaxFields { get; init; } = 256;

    /// <summary>The same and more messages, each as <paramref name="adjusted"/> wants it.</summary>
    public MessageTable With(IEnumerable<Exchange> more, Func<MessageSpec, MessageSpec> adjusted) =>
        new(Exchanges.Concat(more).Select(exchange => new Exchange(adjusted(exchange.Request), adjusted(exchange.Response))), Style) { MaxFields = MaxFields };

    /// <summary>The same messages in another encoding, zone or line end.</summary>
    public MessageTable With(WireStyle style) => new(Exchanges, style) { MaxFields = MaxFields };

    /// <summary>The message with this code, request or answer; null when this dialect has none.</summary>
    public MessageSpec? Find(string code) => Find(Sip2Field.TagOf(code));

    /// <summary>The exchange a request begins; null for an answer and for a code this dialect doesn't have.</summary>
    public Exchange? ExchangeOf(MessageSpec request) => PlaceOf(request.Tag) is >= 0 and var place && entries[place].Spec == request ? entries[place].Exchange : null;

    internal MessageSpec? Find(ushort tag) => PlaceOf(tag) is >= 0 and var place ? entries[place].Spec : null;

    static int PlaceOf(ushort tag)
    {
        var code = MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in tag));
        uint high = (uint)code[0] - First, low = (uint)code[1] - First;
        return high < Span && low < Span ? (int)(high * Span + low) : -1;
    }

    readonly record struct Entry(MessageSpec? Spec, Exchange? Exchange);
}
