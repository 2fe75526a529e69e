using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Readers;

/// <summary>What becomes of a reader's own money when she leaves: by the library's explicit rule, or she does not leave (domain reference R16, R17).</summary>
static class WalletEnding
{
    public static Refusal? Refuses(Snapshot now, Facts facts)
    {
        if (now.DepositMinor > 0) return new("deposit-left", new Money(now.DepositMinor, facts.Library.Currency));
        if (now.Wallet is not { } wallet) return null;
        var (free, held) = wallet.BalanceAt(wallet.AsOf ?? facts.Now);
        if (held.IsPositive) return new("wallet-held", held);
        return free.IsPositive && facts.Library.Wallet is not { Closing: not WalletClosing.Refuse } ? new("wallet-left", free) : null;
    }

    /// <summary>Nothing more is paid in or spent; what is left goes where the rule says.</summary>
    public static ImmutableArray<DomainEvent> Of(Snapshot now, Reader reader, Facts facts)
    {
        if (now.Wallet is not { } wallet || facts.Library.Wallet is not { } rule) return [];
        var open = new OpenWallet(wallet, reader, rule, facts, null);
        var (free, _) = wallet.BalanceAt(wallet.AsOf ?? facts.Now);
        var to = rule.Closing is WalletClosing.Forfeit ? open.Income("forfeited") : Accounts.Clearing(facts.Caller.Terminal);
        var last = free.IsPositive ? open.Entry("closed", new Posting(open.Account, free), new Posting(to, -free)) : null;
        return [.. open.Expired(), new WalletClosed(reader.Id, last)];
    }
}

/// <summary>The prepaid account has ended.</summary>
/// <param name="Entry">What was left on it; null where nothing was.</param>
public sealed record WalletClosed(ReaderId Reader, LedgerEntry? Entry) : DomainEvent;
