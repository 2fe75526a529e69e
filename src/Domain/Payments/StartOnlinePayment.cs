using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Payments;

/// <summary>A gateway that this server has: its name and what it takes.</summary>
public sealed record GatewayOffer(string Name, Currency Currency);

/// <summary>
/// A reader begins to pay on line: one fee, several, all she owes, or a sum into her prepaid account (HF-12, LV-6). No money moves yet.
/// </summary>
/// <param name="Gateway">Null where the server has no gateway of the name that was asked for.</param>
/// <param name="Amount">Amount text; null for all of the fees that are meant.</param>
public sealed record StartOnlinePayment(CardNumber Card, GatewayOffer? Gateway, string? Amount) : Command<StartOnlinePayment.Result>
{
    /// <summary>How long the gateway takes the money. Long enough to find the phone, short enough not to be paid twice.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(30);

    public OnlinePurpose Purpose { get; init; }

    /// <summary>The fees meant, by number; empty = all of them.</summary>
    public ImmutableArray<string> Charges { get; init; } = [];

    public override Needs Needs => new()
    {
        Card = Card, Account = true, Wallet = Purpose is OnlinePurpose.TopUp, Currency = Gateway?.Currency.Code ?? "", PendingTopUps = Purpose is OnlinePurpose.TopUp,
    };

    /// <summary>Its key is one for ever, as those of payments are.</summary>
    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict") };

    public sealed record Result : Outcome
    {
        public OnlinePayment? Payment { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Pay)) return Refuse(now, new("not-permitted"));
        if (now.Reader is not { } reader) return Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.Pay) is { } pin) return Refuse(now, pin);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Pay) is { } standing) return Refuse(now, standing);
        if (Gateway is null) return Refuse(now, new("gateway-unknown"));
        if (!facts.Library.Payments.Types.Contains(PaymentTypes.OnLine)) return Refuse(now, new("payment-type"));
        if (Gateway.Currency != facts.Library.Currency) return Refuse(now, new("payment-currency", Gateway.Currency.Code));
        var asked = Money.Zero(Gateway.Currency);
        if (Amount is not null && (!Money.TryParse(Amount, Gateway.Currency, out asked) || !asked.IsPositive)) return Refuse(now, new("payment-amount"));
        return Purpose is OnlinePurpose.TopUp ? TopUp(now, reader, asked, facts) : Fees(now, reader, asked, facts);
    }

    Decision<Result> Fees(Snapshot now, Reader reader, Money asked, Facts facts)
    {
        var owed = reader.Charges.Where(charge => charge.Remaining.Currency == asked.Currency).ToImmutableArray();
        if (owed.IsEmpty) return Refuse(now, new("payment-none-owed"));
        ImmutableArray<Charge> meant = Charges.IsEmpty ? owed : [.. owed.Where(charge => Charges.Any(charge.IsNamed))];
        if (meant.Length < Charges.Distinct().Count()) return Refuse(now, new("charge-unknown"));
        var due = meant.Aggregate(Money.Zero(asked.Currency), (sum, charge) => sum + charge.Remaining);
        if (asked > due) return Refuse(now, new("payment-over", due));
        ImmutableArray<ChargeId> inOrder = [.. meant.OrderBy(charge => charge.AssessedAt).ThenBy(charge => charge.Number).Select(charge => charge.Id)];
        return Start(reader, asked.IsZero ? due : asked, inOrder, facts);
    }

    Decision<Result> TopUp(Snapshot now, Reader reader, Money asked, Facts facts)
    {
        if (asked.IsZero) return Refuse(now, new("payment-amount"));
        if (facts.Library.Wallet is not { } rule || now.Wallet is not { } wallet) return Refuse(now, new("payment-type"));
        var open = new OpenWallet(wallet, reader, rule, facts, null);
        if (open.Refusal is { } closed) return Refuse(now, closed);
        // What is under way counts, so that two phones can't pay in more than the account may hold (domain reference R6).
        if (open.Figures.Headroom is { } room && asked.AmountMinor > room.AmountMinor - now.PendingTopUpsMinor)
            return Refuse(now, new("wallet-cap", new Money(rule.CapMinor!.Value, asked.Currency)));
        return Start(reader, asked, [], facts);
    }

    Decision<Result> Start(Reader reader, Money amount, ImmutableArray<ChargeId> charges, Facts facts)
    {
        var payment = OnlinePayment.Begin(facts.Ids.Next(), facts.Agency.Id, reader.Id, Card, Gateway!.Name, Purpose, amount, charges, facts.Now, ValidFor);
        return new(new() { Payment = payment, ReaderLanguage = reader.Language, Notices = [new("online-started", amount)] }, [new OnlinePaymentStarted(payment)]);
    }

    static Decision<Result> Refuse(Snapshot now, Refusal refusal) => new(new() { Refusal = refusal, ReaderLanguage = now.Reader?.Language }, []);
}
