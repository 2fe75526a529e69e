using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Fee Paid (37) → Fee Paid Response (38).</summary>
static class FeePaid
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<Pay.Result>(Specs.FeePaid, Bind, Render);

    static Command<Pay.Result> Bind(in Sip2Reader m, Sip2Session s) =>
        new Pay(new(m.GetText(PatronId)), m.GetText(FeeAmount), m.GetText(FixedCurrency), m.GetText(PaymentType))
        {
            Charges = [.. m.GetText(FeeIdentifier).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            TransactionId = m.GetText(TransactionId) is { Length: > 0 } id ? id : null,
        };

    static void Render(ref Sip2Writer w, Pay.Result o, Sip2Reply r)
    {
        w.Put(PaymentAccepted, o.Accepted)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(TransactionId, o.TransactionId);
        r.PutTexts(ref w, o);
        if (o.Accepted) r.PutPrint(ref w, o, [.. o.Notices]);
    }
}
