using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2;

/// <summary>Log-in (93) and status (99): what a conversation begins with, in either order.</summary>
sealed partial class Sip2Session
{
    /// <summary>Tenths of a second a terminal should wait for an answer, and how often it may repeat then (98).</summary>
    const int TimeoutTenths = 100, Retries = 3;

    async Task<ReadOnlyMemory<byte>> LogInAsync(ReadOnlyMemory<byte> frame)
    {
        var (login, password, place) = Credentials(frame.Span);
        var (found, why) = await Checked(login, password);
        if (found is null)
        {
            Log.LogInRefused(services.Log, Address?.ToString() ?? "inside", why!);
            if (++failedLogIns >= Sip2.LogIn.Strikes)
            {
                Count(Sip2Rejection.TooManyLogins);
                isClosing = true;
            }
            return "940"u8.ToArray();
        }
        var agencies = await services.Agencies.OfAsync(found.Network, CancellationToken.None);
        if (!agencies.TryGetValue(found.Agency, out var agency)) throw new LibrarySystemException($"Agency {found.Agency} is not known.");
        (account, Agency, failedLogIns) = (found, agency, 0);
        caller = new(found.Login, found.Permissions);
        // A terminal that was moved says so in CP.
        Location = agencies.Values.Any(a => (a.Id == found.Agency || found.Agencies.Contains(a.Id)) && a.Locations.Contains(place)) ? place : found.Location;
        Dialect = Dialect.Of(Dialect.IsVersion1, agency.Library.Calendar.Zone);
        Log.TerminalLoggedIn(services.Log, found.Login.Value, Address?.ToString() ?? "inside");
        return "941"u8.ToArray();
    }

    async Task<(TerminalAccount? Account, string? Why)> Checked(string login, string password)
    {
        try
        {
            return await services.LogIn.CheckAsync(login, password, Address, CancellationToken.None);
        }
        catch (Exception away) when (away is System.Data.Common.DbException or TimeoutException or IOException)
        {
            throw new LibrarySystemException("The database did not answer.", away);
        }
    }

    (string Login, string Password, string Place) Credentials(ReadOnlySpan<byte> frame)
    {
        Sip2Reader.TryRead(frame, Dialect.Table, out var message);
        return (message.GetText(LoginUserId), message.GetText(LoginPassword), message.GetText(LocationCode));
    }

    Task<ReadOnlyMemory<byte>> StatusAsync(ReadOnlyMemory<byte> frame)
    {
        Sip2Reader.TryRead(frame.Span, Dialect.Table, out var message);
        PrintWidth = message.GetNumber(MaxPrintWidth) ?? 0;
        // The first digit decides; anything else is 2.00 (section 15).
        var isVersion1 = message.Get(ProtocolVersion).TrimStart((byte)' ') is [(byte)'1', ..];
        Dialect = Dialect.Of(isVersion1, account is null ? TimeZoneInfo.Utc : Agency.Library.Calendar.Zone);
        return Task.FromResult<ReadOnlyMemory<byte>>(Status());
    }

    /// <summary>ACS Status (98): every Y is something this account can really do now.</summary>
    byte[] Status()
    {
        var isUp = services.Database.IsUp;
        var works = isUp && account is not null;
        var may = account?.Permissions ?? Permissions.None;
        var w = new Sip2Writer(Dialect.Table.Find("98")!, Dialect.Table.Style, stackalloc byte[512]);
        w.Put(OnLineStatus, isUp)
            .Put(CheckinOk, works)
            .Put(CheckoutOk, works)
            .Put(AcsRenewalPolicy, works)
            .Put(StatusUpdateOk, works && (may.HasFlag(Permissions.Block) || may.HasFlag(Permissions.UpdateItem)))
            .Put(OffLineOk, account is not null)
            .Put(TimeoutPeriod, isUp ? TimeoutTenths : 0)
            .Put(RetriesAllowed, Retries)
            .Put(DateTimeSync, services.Time.GetUtcNow())
            .Put(ProtocolVersion, Dialect.Version)
            .Put(InstitutionId, account?.Agency.Value)
            .Put(LibraryName, account is null ? null : Agency.Name)
            .Put(SupportedMessages, Supported(may))
            .Put(TerminalLocation, Location);
        var body = w.Body().ToArray();
        w.Dispose();
        return body;
    }

    /// <summary>BX, in the order of section 12.</summary>
    string Supported(Permissions may) => string.Create(16, (Dialect.Table, may), static (text, so) =>
    {
        ReadOnlySpan<string> order = ["23", "11", "09", "01", "99", "97", "93", "63", "35", "37", "17", "19", "25", "15", "29", "65"];
        for (var i = 0; i < text.Length; i++)
        {
            var allowed = order[i] switch
            {
                "01" or "25" => so.may.HasFlag(Permissions.Block),
                "37" => so.may.HasFlag(Permissions.Pay),
                "19" => so.may.HasFlag(Permissions.UpdateItem),
                _ => true,
            };
            text[i] = allowed && so.Table.Find(order[i]) is not null ? 'Y' : 'N';
        }
    });
}
