using System.Net;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Sip2;

/// <summary>Checks a terminal's account (SIP2 93). The account is read anew every time: a change needs no restart.</summary>
public sealed class LogIn(ITerminalAccounts accounts, Proofs proofs)
{
    /// <summary>Failed log-ins on one connection before it is closed.</summary>
    public const int Strikes = 3;

    /// <summary>The account, or why not; the reason is for the log, never for the wire.</summary>
    public async Task<(TerminalAccount? Account, string? Why)> CheckAsync(string login, string password, IPAddress? from, CancellationToken cancel)
    {
        if (login.Length == 0) return (null, "no login user id");
        if (await accounts.FindAsync(login, cancel) is not { } account) return (null, "unknown account");
        if (!account.IsEnabled) return (null, "the account is switched off");
        if (!account.AllowsFrom(from)) return (null, "the account is not allowed from this address");
        return proofs.Verify(account.SecretHash, password) ? (account, null) : (null, "wrong password");
    }
}
