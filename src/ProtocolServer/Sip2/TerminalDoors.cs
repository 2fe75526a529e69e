using System.Net;
using System.Security.Cryptography.X509Certificates;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2.Dialects;

namespace ProtocolServer.Sip2;

/// <summary>How a connection begins that is known before it says anything.</summary>
/// <param name="Account">Who it is; null where only the manner of the log-in is known.</param>
sealed record Door(TerminalProfile Profile, TerminalAccount? Account);

/// <summary>
/// Accounts whose terminals don't log in by 93 (SIP2 section 6): known by certificate or address, or asked by prompts at their
/// addresses. Kept in memory and looked at again every few seconds, so that a flood of connections asks the database nothing.
/// </summary>
sealed class TerminalDoors(ITerminalAccounts accounts, ProfileDirectory profiles, CertificateOptions options, TimeProvider time)
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim one = new(1);
    readonly CertificateMatch match = new(options, time);
    volatile Known? known;

    /// <summary>Null for the usual terminal, which logs in by 93.</summary>
    /// <param name="address">Null inside this process.</param>
    /// <param name="certificate">What the terminal showed in its TLS handshake.</param>
    public async ValueTask<Door?> FindAsync(IPAddress? address, X509Certificate2? certificate, CancellationToken cancel)
    {
        var current = known;
        if (current is null || time.GetElapsedTime(current.At) > MaxAge) current = await RefreshAsync(current, cancel);
        if (current.Doors.Length == 0) return null;
        var shown = certificate is null ? null : current.Doors.FirstOrDefault(door =>
            door.Profile.LogIn.By is LogInWay.Certificate && door.Account!.AllowsFrom(address) && door.Account.Certificates.Any(entry => match.Fits(entry, certificate)));
        if (shown is not null || address is null) return shown;
        var near = current.Doors
            .Where(door => door.Profile.LogIn.By is not LogInWay.Certificate)
            .Select(door => (Door: door, Bits: door.Account!.NearestTo(address)))
            .Where(pair => pair.Bits is not null)
            .OrderByDescending(pair => pair.Bits)
            .ToArray();
        if (near.Length == 0) return null;
        var (nearest, bits) = near[0];
        // Two accounts at one address: nobody can tell who it is, and the wrong one is worse than none.
        if (nearest.Profile.LogIn.By is LogInWay.Address) return near.Count(pair => pair.Bits == bits) == 1 ? nearest : null;
        return nearest with { Account = null };
    }

    async Task<Known> RefreshAsync(Known? stale, CancellationToken cancel)
    {
        // One looks; the others go on with what they have.
        if (!await one.WaitAsync(stale is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel)) return stale!;
        try
        {
            if (known is { } fresh && time.GetElapsedTime(fresh.At) <= MaxAge) return fresh;
            var special = profiles.All.Where(profile => profile.LogIn is not { By: LogInWay.Message, StatusFirst: true }).ToDictionary(profile => profile.Name);
            var found = special.Count == 0 ? [] : await accounts.OfProfilesAsync(special.Keys, cancel);
            return known = new([.. found.Select(account => new Door(special[account.Profile], account))], time.GetTimestamp());
        }
        catch (Exception away) when (away is System.Data.Common.DbException or TimeoutException or IOException)
        {
            return known = new(stale?.Doors ?? [], time.GetTimestamp());
        }
        finally
        {
            one.Release();
        }
    }

    sealed record Known(Door[] Doors, long At);
}
