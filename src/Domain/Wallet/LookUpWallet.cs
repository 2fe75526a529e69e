using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>What is on the wallet, what may be paid in, and which notes and coins a machine may take now (LV-10).</summary>
public sealed record LookUpWallet(CardNumber Card, string Currency) : WalletCommand(Card, Currency)
{
    public override bool MovesMoney => false;

    protected override Act Act => Act.Enquire;

    protected override Permissions Needed => Permissions.None;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        // Nothing, while nothing can be booked: what a machine can't book it should not swallow.
        var room = wallet.Refusal is not null ? 0 : wallet.Figures.Headroom?.AmountMinor ?? long.MaxValue;
        ImmutableArray<Money> taken = [.. wallet.Rule.DenominationsMinor.Where(value => value <= room).Select(value => new Money(value, wallet.Facts.Library.Currency))];
        return new(wallet.Result(wallet.Figures, null, new Notice("wallet-balance", wallet.Figures.Available)) with { Denominations = taken }, []);
    }
}

/// <summary>What became of an earlier act, by the sender's own number of it (SIP2 STAT); it only looks.</summary>
public sealed record AskOutcome(CommandKey Earlier) : Command<AskOutcome.Result>
{
    public override Needs Needs => new() { Earlier = Earlier, Versions = false };

    public sealed record Result : Outcome
    {
        /// <summary>The answer it got; empty where it was never seen.</summary>
        public ReadOnlyMemory<byte> Answer { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) => new(new() { Answer = now.EarlierAnswer }, []);
}
