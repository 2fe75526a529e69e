using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A job is about to start: so much is put aside for it, and a job that the balance can't cover does not start (LV-2, LV-5).</summary>
/// <param name="Amount">Amount text (SIP2 BV).</param>
/// <param name="Purpose">COPY, PRINT, SCAN, FAX or OTHER (SIP2 WP).</param>
public sealed record ReserveMoney(CardNumber Card, string Amount, string Currency, string Purpose) : SpendingCommand(Card, Amount, Currency, Purpose)
{
    /// <summary>However long a machine asks for, money is held no longer (domain reference 1.5).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(168);

    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    /// <summary>For how long it is wanted (SIP2 WE); the profile's usual time when null.</summary>
    public TimeSpan? WantedFor { get; init; }

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Money amount)
    {
        var caller = wallet.Facts.Caller;
        var wanted = WantedFor ?? TimeSpan.FromSeconds(caller.Rules.Wallet.HoldSeconds);
        var held = wanted < Shortest ? Shortest : wanted > Longest ? Longest : wanted;
        var hold = new MoneyHold
        {
            Id = new(wallet.Facts.Ids.Next()), Reader = wallet.Reader.Id, Terminal = caller.Terminal, Group = caller.Rules.Wallet.Group, Reference = TransactionId!,
            Purpose = Purpose, Amount = amount, PlacedAt = wallet.Now, ExpiresAt = wallet.Now + held,
        };
        var entry = wallet.Entry("held", new Posting(wallet.Account, amount), new Posting(wallet.HeldAccount, -amount));
        var result = wallet.Result(wallet.Figures.Moved(-amount, amount), hold.Id.Value) with { HeldUntil = hold.ExpiresAt, HeldFor = held };
        return new(result, [.. wallet.Expired(), new MoneyHeld(hold, wallet.Facts.Agency.Id, entry)]);
    }
}
