using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>
/// A reader leaves (NCIP DeleteUser, BJ-9): everything returned, nothing owed, no money of hers left. Her wishes end, her card is withdrawn,
/// what she did stays in the journal.
/// </summary>
/// <param name="Currency">Of her prepaid account, where she has none yet.</param>
public sealed record WithdrawReader(CardNumber Card, string Currency) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true, Wallet = true, Currency = Currency, Deposit = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return new(ReaderResult.Of(now, facts), []);
        if ((Refuses(reader, facts) ?? WalletEnding.Refuses(now, facts)) is { } refusal) return new(ReaderResult.Of(now, facts) with { Refusal = refusal }, []);
        var gone = reader with
        {
            Card = reader.Card with { State = CardState.Withdrawn }, Holds = [],
            Memberships = [.. reader.Memberships.Select(member => member with { State = MembershipState.Ended })],
        };
        return new(
            ReaderResult.Of(now with { Reader = gone }, facts) with { Refusal = null },
            [.. WalletEnding.Of(now, reader, facts), .. reader.Holds.SelectMany(static hold => HoldEnding.Of(hold)), new ReaderChanged(gone), new CardStateChanged(reader.Id, reader.Card.Number, CardState.Withdrawn)]);
    }

    static Refusal? Refuses(Reader reader, Facts facts)
    {
        if (PinGate.Refuses(facts.Pin) is { } pin) return pin;
        if (!facts.Caller.Permissions.HasFlag(Permissions.Enrol)) return new("not-permitted");
        if (reader.Card.IssuedBy != facts.Agency.Id) return new("wrong-agency");
        if (reader.Card.State is CardState.Withdrawn or CardState.Superseded) return new("card-withdrawn");
        if (reader.Loans.Length > 0) return new("loans-open", reader.Loans.Length);
        return PatronStatus.Owed(reader, facts) is { IsPositive: true } owed ? new("money-owed", owed) : null;
    }
}
