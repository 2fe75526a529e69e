using System.Collections.Frozen;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Every pair that stands for a command, by the code of its request. Log-in, status and resend are the session's own.</summary>
static class AllExchanges
{
    public static readonly FrozenDictionary<string, Sip2Exchange> ByCode = new Sip2Exchange[]
    {
        PatronStatusPair.Exchange, PatronInformation.Exchange, EndPatronSession.Exchange, Checkout.Exchange, Checkin.Exchange,
        RenewOne.Exchange, RenewEvery.Exchange, HoldPair.Exchange, ItemInformation.Exchange, ItemStatusUpdate.Exchange, FeePaid.Exchange,
        BlockPatron.Exchange, PatronEnable.Exchange, WalletPair.Exchange,
    }.ToFrozenDictionary(exchange => exchange.Wire.Request.Code, StringComparer.Ordinal);
}
