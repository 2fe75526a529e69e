using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A fee is put on a reader's account: by staff as a note to be paid at the desk (LV-12), or by a partner (NCIP Assess).</summary>
/// <param name="Amount">Amount text.</param>
/// <param name="FeeType">SIP2 fee type, two digits.</param>
public sealed record AssessCharge(CardNumber Card, string Amount, string Currency, string FeeType) : Command<AssessCharge.Result>
{
    /// <summary>The sender's own number; the charge can be named by it.</summary>
    public string? TransactionId { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    public override Needs Needs => new() { Card = Card };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict"), Reader = now.Reader, ReaderLanguage = now.Reader?.Language };

    public sealed record Result : Outcome
    {
        public Reader? Reader { get; init; }

        /// <summary>Our number of the charge.</summary>
        public Guid? Number { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Charge)) return Refuse(new("not-permitted"));
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        if (FeeType is not [>= '0' and <= '9', >= '0' and <= '9']) return Refuse(new("fee-type-unknown"));
        if (Currency != facts.Library.Currency.Code) return Refuse(new("payment-currency", facts.Library.Currency.Code));
        if (!Money.TryParse(Amount, facts.Library.Currency, out var amount) || !amount.IsPositive) return Refuse(new("payment-amount"));
        var assessed = new ChargeAssessed(new(facts.Ids.Next()), reader.Id, facts.Agency.Id, FeeType, amount, null, null, facts.Ids.Next())
        {
            Reference = TransactionId, Description = Description,
        };
        return new(new() { Reader = reader, Number = assessed.Charge.Value, ReaderLanguage = reader.Language, Notices = [new("assessed", amount)] }, [assessed]);

        Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal, Reader = now.Reader, ReaderLanguage = now.Reader?.Language }, []);
    }
}
