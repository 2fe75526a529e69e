using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A fee that the library's file names is put on a reader's account: a year's enrolment (HU-1), a new card (BJ-11, HU-6).</summary>
public sealed record ChargeListedFee(CardNumber Card, ListedFee Fee) : Command<AssessCharge.Result>
{
    public string? TransactionId { get; init; }

    public override Needs Needs => new() { Card = Card };

    public override bool MovesMoney => true;

    public override AssessCharge.Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict"), Reader = now.Reader };

    public override Decision<AssessCharge.Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Charge)) return Refuse(new("not-permitted"));
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        // A new card is made where the old one was issued (BJ-15).
        if (Fee is ListedFee.CardReplacement && reader.Card.IssuedBy != facts.Agency.Id) return Refuse(new("wrong-agency"));
        var fees = facts.Library.Fees;
        var (minor, type) = Fee is ListedFee.CardReplacement
            ? (fees.CardReplacementMinor ?? 0, FeeTypes.Administrative)
            : (fees.Enrolment.Find(reader.Case(facts.Agency.Id))?.AmountMinor ?? 0, FeeTypes.Membership);
        var result = new AssessCharge.Result { Reader = reader, ReaderLanguage = reader.Language };
        if (minor == 0) return new(result with { Notices = [new("free")] }, []);
        var amount = new Money(minor, facts.Library.Currency);
        var assessed = new ChargeAssessed(new(facts.Ids.Next()), reader.Id, facts.Agency.Id, type, amount, null, null, facts.Ids.Next()) { Reference = TransactionId };
        return new(result with { Number = assessed.Charge.Value, Notices = [new("assessed", amount)] }, [assessed]);

        Decision<AssessCharge.Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal, Reader = now.Reader, ReaderLanguage = now.Reader?.Language }, []);
    }
}

public enum ListedFee { Enrolment, CardReplacement }
