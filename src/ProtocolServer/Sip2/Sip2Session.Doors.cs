using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>The ways to log in other than 93 (SIP2 section 6): known at once, or asked by prompts.</summary>
sealed partial class Sip2Session
{
    /// <summary>Asks for name and password; null when it is not, or no more, a matter of prompts.</summary>
    TerminalProfile? asking;
    string? askedName;
    bool refusesEarlyStatus;

    X509Certificate2? Certificate => connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

    async Task EnterAsync(Door door)
    {
        refusesEarlyStatus = !door.Profile.LogIn.StatusFirst;
        if (door is { Account: { } known, Profile.LogIn.By: LogInWay.Address or LogInWay.Certificate })
        {
            try
            {
                await AdmitAsync(known, door.Profile, "");
            }
            catch (LibrarySystemException away)
            {
                // It may still log in by 93 when the database is back.
                Log.LogInRefused(services.Log, Address?.ToString() ?? "inside", away.Message);
            }
        }
        else if (door.Profile.LogIn.By is LogInWay.Prompts)
        {
            asking = door.Profile;
            await SayAsync(asking.LogIn.NamePrompt);
        }
    }

    /// <summary>Whether the line was an answer to a prompt. A terminal that begins with SIP all the same needs no prompts.</summary>
    async Task<bool> TakesLineAsync(ReadOnlyMemory<byte> line)
    {
        if (asking is not { } profile) return false;
        if (askedName is null && line.Span is [(byte)'9', (byte)'3' or (byte)'9', ..] && Sip2Reader.TryRead(line.Span, Dialect.Table, out _))
        {
            asking = null;
            return false;
        }
        var text = Encoding.UTF8.GetString(WithoutTelnet(line.Span)).Trim();
        if (askedName is null)
        {
            askedName = text;
            await SayAsync(profile.LogIn.PasswordPrompt);
            return true;
        }
        var (name, password) = (askedName, text);
        askedName = null;
        if (await EntersAsync(name, password))
        {
            asking = null;
            await SayAsync(profile.LogIn.Welcome + "\r\n");
        }
        else if (!isClosing) await SayAsync("Login incorrect\r\n" + profile.LogIn.NamePrompt);
        return true;
    }

    async Task<bool> EntersAsync(string name, string password)
    {
        try
        {
            var (found, why) = await Checked(name, password);
            if (found is not null && services.Profiles.Find(found.Profile) is { } profile)
            {
                await AdmitAsync(found, profile, "");
                return true;
            }
            Log.LogInRefused(services.Log, Address?.ToString() ?? "inside", why ?? "its profile is not there");
        }
        catch (LibrarySystemException away)
        {
            Log.LogInRefused(services.Log, Address?.ToString() ?? "inside", away.Message);
        }
        if (++failedLogIns < Sip2.LogIn.Strikes) return false;
        Count(Sip2Rejection.TooManyLogins);
        isClosing = true;
        return false;
    }

    async Task SayAsync(string text)
    {
        await output.WriteAsync(Encoding.ASCII.GetBytes(text), CancellationToken.None);
    }

    /// <summary>Options that telnet clients negotiate (FF, a command, an option) are no letters of a name.</summary>
    static byte[] WithoutTelnet(ReadOnlySpan<byte> line)
    {
        var kept = new List<byte>();
        for (var at = 0; at < line.Length; at++)
            if (line[at] == 0xFF) at += 2;
            else kept.Add(line[at]);
        return [.. kept];
    }
}
