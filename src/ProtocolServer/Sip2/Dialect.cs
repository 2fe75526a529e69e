using System.Collections.Concurrent;
using ProtocolServer.Sip2.Exchanges;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>What a terminal and the server have agreed to speak: compiled once, frozen, shared by all terminals of the same habits.</summary>
sealed class Dialect
{
    static readonly ConcurrentDictionary<(bool, string), Dialect> Compiled = new();

    /// <summary>Before the first 99 and without a log-in: version 2.00 in UTC.</summary>
    public static readonly Dialect Initial = Of(isVersion1: false, TimeZoneInfo.Utc);

    Dialect(MessageTable table, bool isVersion1) => (Table, IsVersion1) = (table, isVersion1);

    public MessageTable Table { get; }

    /// <summary>SIP 1.00 (section 17).</summary>
    public bool IsVersion1 { get; }

    public string Version => IsVersion1 ? "1.00" : "2.00";

    public static Dialect Of(bool isVersion1, TimeZoneInfo zone) => Compiled.GetOrAdd((isVersion1, zone.Id), static (_, to) =>
        new((to.isVersion1 ? Specs.Version1 : Specs.Version2).With(new WireStyle { Zone = to.zone }), to.isVersion1), (isVersion1, zone));

    /// <summary>The pair a request begins in this dialect; null for the session's own and for what the dialect lacks.</summary>
    public Sip2Exchange? ExchangeOf(string code) =>
        Table.Find(code) is not null ? AllExchanges.ByCode.GetValueOrDefault(code) : null;
}
