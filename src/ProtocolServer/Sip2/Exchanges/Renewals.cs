using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Renew (29) → Renew Response (30).</summary>
static class RenewOne
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<CheckOut.Result>(Specs.Renew, Bind, Loans.Render);

    static Command<CheckOut.Result> Bind(in Sip2Reader m, Sip2Session s) =>
        new Renew(new(m.GetText(PatronId)), m.GetText(Fields.ItemId) is { Length: > 0 } item ? new Barcode(item) : null)
        {
            Title = m.GetText(Fields.TitleId) is { Length: > 0 } title ? title : null,
            ThirdPartyAllowed = m.GetFlag(ThirdPartyAllowed),
            OffLine = m.GetFlag(NoBlock),
            MadeAt = m.GetDate(TransactionDate),
            PromisedDueAt = m.GetFlag(NoBlock) ? m.GetDate(NbDueDate) : null,
        };
}

/// <summary>Renew All (65) → Renew All Response (66).</summary>
static class RenewEvery
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<RenewAll.Result>(Specs.RenewAll, Bind, Render);

    static Command<RenewAll.Result> Bind(in Sip2Reader m, Sip2Session s) => new RenewAll(new(m.GetText(PatronId)));

    static void Render(ref Sip2Writer w, RenewAll.Result o, Sip2Reply r)
    {
        w.Put(Ok, o.Accepted)
            .Put(RenewedCount, o.Renewed.Length)
            .Put(UnrenewedCount, o.NotRenewed.Length)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution);
        foreach (var loan in o.Renewed) w.Put(RenewedItems, loan.Barcode.Value);
        foreach (var loan in o.NotRenewed) w.Put(UnrenewedItems, loan.Barcode.Value);
        r.PutTexts(ref w, o);
    }
}
