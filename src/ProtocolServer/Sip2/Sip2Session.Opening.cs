using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2;

/// <summary>Log-in (93) and status (99): what a conversation begins with, in either order.</summary>
sealed partial class Sip2Session
{
    async Task<ReadOnlyMemory<byte>> LogInAsync(ReadOnlyMemory<byte> frame)
    {
        var (login, password, place) = Credentials(frame.Span);
        var (found, why) = await Checked(login, password);
        var profile = found is null ? null : services.Profiles.Find(found.Profile);
        if (found is not null && profile is null) why = $"its profile '{found.Profile}' is not there";
        if (found is null || profile is null)
        {
            Log.LogInRefused(services.Log, Address?.ToString() ?? "inside", why!);
            if (++failedLogIns >= Sip2.LogIn.Strikes)
            {
                Count(Sip2Rejection.TooManyLogins);
                isClosing = true;
            }
            return "940"u8.ToArray();
        }
        await AdmitAsync(found, profile, place);
        var w = new Sip2Writer(Dialect.Table.Find("94")!, Dialect.Table.Style, stackalloc byte[16]);
        w.Put(Ok, value: true);
        PutExtensions(ref w);
        var body = w.Body().ToArray();
        w.Dispose();
        return body;
    }

    /// <summary>The terminal is known: its agency, its place, its dialect.</summary>
    async Task AdmitAsync(TerminalAccount found, TerminalProfile profile, string place)
    {
        var agencies = await services.Agencies.OfAsync(found.Network, CancellationToken.None);
        if (!agencies.TryGetValue(found.Agency, out var agency)) throw new LibrarySystemException($"Agency {found.Agency} is not known.");
        (account, Agency, failedLogIns) = (found, agency, 0);
        caller = new(found.Login, profile.Rules.Of(found.Permissions)) { Rules = profile.Rules };
        watch.LoggedIn();
        // A terminal that was moved says so in CP.
        Location = agencies.Values.Any(a => (a.Id == found.Agency || found.Agencies.Contains(a.Id)) && a.Locations.Contains(place)) ? place : found.Location;
        Dialect = services.Profiles.DialectOf(profile, Dialect.IsVersion1, agency.Library.Calendar.Zone);
        services.Profiles.Count(profile, 1);
        if (admitted is not null) services.Profiles.Count(admitted, -1);
        admitted = profile;
        if (profile.Announced.MessagesPerSecond is { } most && most < services.Limits.MessagesPerSecond) pace = new(most, services.Time);
        Log.TerminalLoggedIn(services.Log, found.Login.Value, Address?.ToString() ?? "inside", profile.Name, profile.Edition);
    }

    /// <summary>What the terminal logged in with.</summary>
    TerminalProfile? admitted;

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
        if (account is null && refusesEarlyStatus)
            return Task.FromResult<ReadOnlyMemory<byte>>(Negative(frame, Request.Of(frame.Span, Dialect.Table), Sip2Rejection.NotLoggedIn, "terminal-unknown"));
        Sip2Reader.TryRead(frame.Span, Dialect.Table, out var message);
        toldPrintWidth = message.GetNumber(MaxPrintWidth) ?? 0;
        // The first digit decides; anything else is 2.00 (section 15).
        var isVersion1 = message.Get(ProtocolVersion).TrimStart((byte)' ') is [(byte)'1', ..];
        Dialect = services.Profiles.DialectOf(Dialect.Profile, isVersion1, account is null ? TimeZoneInfo.Utc : Agency.Library.Calendar.Zone);
        return Task.FromResult<ReadOnlyMemory<byte>>(Status());
    }

    /// <summary>ACS Status (98): every Y is something this account can really do now.</summary>
    byte[] Status()
    {
        var isUp = services.Database.IsUp;
        var works = isUp && account is not null;
        var may = caller?.Permissions ?? Permissions.None;
        var limits = Dialect.Profile.Announced;
        var w = new Sip2Writer(Dialect.Table.Find("98")!, Dialect.Table.Style, stackalloc byte[512]);
        w.Put(OnLineStatus, isUp)
            .Put(CheckinOk, works && Dialect.Allows("09"))
            .Put(CheckoutOk, works && Dialect.Allows("11"))
            .Put(AcsRenewalPolicy, works && (Dialect.Allows("29") || Dialect.Allows("11")))
            .Put(StatusUpdateOk, works && (Supports("01", may) || Supports("19", may)))
            .Put(OffLineOk, account is not null && limits.OffLine && (Dialect.Allows("09") || Dialect.Allows("11")))
            .Put(TimeoutPeriod, isUp ? limits.TimeoutTenths : 0)
            .Put(RetriesAllowed, limits.Retries)
            .Put(DateTimeSync, services.Time.GetUtcNow())
            .Put(ProtocolVersion, Dialect.Version)
            .Put(InstitutionId, account?.Agency.Value)
            .Put(LibraryName, account is null ? null : Agency.Name)
            .Put(SupportedMessages, Supported(may))
            .Put(TerminalLocation, Location);
        PutExtensions(ref w);
        var body = w.Body().ToArray();
        w.Dispose();
        return body;
    }

    /// <summary>WV, for who speaks it.</summary>
    static void PutExtensions(ref Sip2Writer w)
    {
        if (w.Spec.Has(WalletExtensionVersion)) w.Put(WalletExtensionVersion, WalletSpecs.Version);
    }

    /// <summary>BX, in the order of section 12.</summary>
    string Supported(Permissions may) => string.Create(16, (Session: this, may), static (text, so) =>
    {
        ReadOnlySpan<string> order = ["23", "11", "09", "01", "99", "97", "93", "63", "35", "37", "17", "19", "25", "15", "29", "65"];
        for (var i = 0; i < text.Length; i++) text[i] = so.Session.Supports(order[i], so.may) ? 'Y' : 'N';
    });

    /// <summary>What the profile, the version and the account's permissions let through.</summary>
    bool Supports(string code, Permissions may) => Dialect.Allows(code) && code switch
    {
        "01" or "25" => may.HasFlag(Permissions.Block),
        "37" => may.HasFlag(Permissions.Pay),
        "19" => may.HasFlag(Permissions.UpdateItem),
        _ => true,
    };
}
