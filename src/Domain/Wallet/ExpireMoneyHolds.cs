using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>Tidies up a wallet: what has expired is free by its date already, and now by its postings as well (domain reference R9).</summary>
public sealed record ExpireMoneyHolds(CardNumber Card, string Currency) : Command<ExpireMoneyHolds.Result>
{
    public override Needs Needs => new() { Card = Card, Wallet = true, Currency = Currency, Versions = false };

    /// <param name="Holds">How many were ended.</param>
    public sealed record Result(int Holds) : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now is not { Reader: { } reader, Wallet: { } wallet } || facts.Library.Wallet is not { } rule) return new(new(0), []);
        var expired = new OpenWallet(wallet, reader, rule, facts, null).Expired();
        return new(new(expired.Length), expired);
    }
}
