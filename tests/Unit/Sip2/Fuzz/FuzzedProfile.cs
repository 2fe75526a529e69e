using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>A terminal profile as the fuzz speaks it and judges answers by it; which version is spoken is left open.</summary>
sealed class FuzzedProfile
{
    public const string Standard = "default-2.00";

    /// <summary>The profiles that come with the server, and those of the folder <c>profiles</c> here.</summary>
    public static ProfileDirectory Directory { get; } = new(
        new ServerOptions { Profiles = Path.Combine(Repository.Root, "tests/Unit/Sip2/Fuzz/profiles") }, TimeProvider.System, NullLogger<ProfileDirectory>.Instance);

    public static IReadOnlyDictionary<string, FuzzedProfile> All { get; } =
        Directory.All.OrderBy(profile => profile.Name, StringComparer.Ordinal).ToDictionary(profile => profile.Name, profile => new FuzzedProfile(profile));

    /// <summary>Before a log-in.</summary>
    public static FuzzedProfile None { get; } = new(Dialect.Standard);

    /// <summary>Where the terminals stand that are known, or asked, before they say anything.</summary>
    public static IReadOnlyDictionary<string, IPAddress> Doors { get; } = All.Values
        .Where(known => known.Profile.LogIn.By is not LogInWay.Message)
        .Select((known, n) => (known.Profile.Name, Address: IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.{n}.1"))))
        .ToDictionary(door => door.Name, door => door.Address);

    readonly Encoding letters;
    readonly byte delimiter;

    FuzzedProfile(TerminalProfile profile)
    {
        Profile = profile;
        Versions = [DialectCompiler.Compile(profile, isVersion1: false, TimeZoneInfo.Utc), DialectCompiler.Compile(profile, isVersion1: true, TimeZoneInfo.Utc)];
        letters = WireEncoding.Named(profile.Wire.Encoding);
        delimiter = (byte)profile.Wire.Delimiter;
    }

    public TerminalProfile Profile { get; }

    public IReadOnlyList<Dialect> Versions { get; }

    bool IsStandard => Profile.Name is Standard or "standard";

    /// <summary>A message of the standard in the terminal's letters.</summary>
    public byte[] Spoken(byte[] standard)
    {
        if (IsStandard) return standard;
        var bytes = letters.GetBytes(Encoding.UTF8.GetString(standard));
        if (delimiter != '|') bytes.AsSpan().Replace((byte)'|', delimiter);
        return bytes;
    }

    /// <summary>What is wrong with an answer by itself; null when all is well.</summary>
    /// <param name="wasUtf8">All that the terminal has sent so far was UTF-8.</param>
    public string? Wrong(byte[] answer, bool wasUtf8)
    {
        if (answer.AsSpan().ContainsAnyInRange<byte>(0, 31) || answer.Contains((byte)127)) return "it holds a control character";
        if (!IsWritten(answer, wasUtf8)) return "it is not in the terminal's encoding";
        if (Read(answer) is not { } standard) return "its checksum is wrong";
        string? wrong = null;
        foreach (var version in Versions)
        {
            if (Readable(standard, version.Table) is not { } odd) return null;
            wrong ??= odd;
        }
        return wrong;
    }

    bool IsWritten(byte[] answer, bool wasUtf8)
    {
        // What the terminal wrote in another encoding it gets back as it wrote it.
        if (letters.CodePage == Encoding.UTF8.CodePage) return !wasUtf8 || System.Text.Unicode.Utf8.IsValid(answer);
        return letters.GetBytes(letters.GetString(answer)).AsSpan().SequenceEqual(answer);
    }

    /// <summary>An answer as the standard has it, with a checksum over its own bytes; null where the one it came with is wrong.</summary>
    byte[]? Read(byte[] answer)
    {
        if (letters.CodePage == Encoding.UTF8.CodePage && delimiter == '|') return answer;
        var swapped = Swapped(answer);
        var tail = FrameTail.Of(swapped);
        var az = answer.AsSpan().LastIndexOf("AZ"u8) + 2;
        if (tail.HasChecksum && !(Sip2Checksum.TryRead(answer.AsSpan(az), out var sum) && Sip2Checksum.Verifies(answer.AsSpan(0, az), sum)) && !IsAmbiguous(swapped)) return null;
        var content = Encoding.UTF8.GetBytes(letters.GetString(swapped.AsSpan(0, tail.ContentEnd)));
        var standard = new byte[content.Length + Sip2Trailer.MaxBytes];
        content.CopyTo(standard, 0);
        return standard[..(content.Length + new Sip2Trailer(tail.Sequence, tail.HasChecksum).Write(content, standard.AsSpan(content.Length)))];
    }

    byte[] Swapped(byte[] answer)
    {
        byte[] swapped = [.. answer];
        swapped.AsSpan().Replace(delimiter, (byte)'|');
        return swapped;
    }

    string? Readable(byte[] answer, MessageTable table)
    {
        if (!Sip2Reader.TryRead(answer, table, out var m, out var rejection))
            return rejection is Sip2Rejection.BadChecksum && IsAmbiguous(answer) ? null : $"our own reader says {rejection}";
        if (answer is [(byte)'9', (byte)'6', ..]) return null;
        if (!m.FixedFieldsAreWhole) return "its fixed fields are not whole";
        // What a profile hides, adds and renames is the business of its own tests.
        if (!IsStandard) return null;
        return m.FindMissing() is { } missing ? $"{missing} is missing" : m.CountUnknownFields() > 0 ? "it has fields that nobody knows" : null;
    }

    /// <summary>
    /// The one value that the tolerated delimiter behind a checksum leaves open (section 15): an answer without error detection whose only
    /// variable field ends like one.
    /// </summary>
    static bool IsAmbiguous(byte[] answer) => answer.AsSpan().IndexOf((byte)'|') == answer.Length - 1 && answer.Length > 7 && answer.AsSpan()[^7..].StartsWith("AZ"u8);

    /// <summary>What is wrong with an answer as the answer to a request; null when all is well.</summary>
    public string? WrongTo(byte[] request, byte[] answer)
    {
        if (IsAmbiguous(Swapped(answer)) || Read(answer) is not { } standard) return null;
        string? wrong = null;
        foreach (var version in Versions)
        {
            if (WrongTo(version, request, standard) is not { } odd) return null;
            wrong ??= odd;
        }
        return wrong;
    }

    static string? WrongTo(Dialect dialect, byte[] frame, byte[] answer)
    {
        var code = Encoding.Latin1.GetString(answer[..2]);
        Sip2Reader.TryRead(answer, dialect.Table, out var a);
        if (code == "96") return a.Sequence.IsEmpty ? null : "96 has a sequence number";
        var request = Request.Of(dialect.Incoming(frame).Span, dialect.Table);
        if (request.Rejection is Sip2Rejection.AnswerFromTerminal) return "what no terminal may send got more than 96";
        if (request.Rejection is not Sip2Rejection.None) return "a frame that cannot be read got more than 96";
        if (dialect.DemandsErrorDetection && !request.Trailer.HasChecksum) return "a frame without a checksum got more than 96";
        if (request.Trailer.HasChecksum != a.Trailer.HasChecksum) return "error detection is not as in the request";
        if (request.Code == "97") return a.Sequence.IsEmpty ? null : "what is sent again on request has a sequence number";
        if (request.Trailer.Sequence != Encoding.ASCII.GetString(a.Sequence) && request.Trailer.HasChecksum) return "the sequence number is not the request's";
        return code == request.Exchange!.Response.Code ? null : "it is not the pair's own";
    }

    /// <summary>The profile that a log-in, once accepted, changes to; null where the request is none.</summary>
    public FuzzedProfile? AfterLogIn(byte[] request)
    {
        foreach (var version in Versions)
            if (Sip2Reader.TryRead(version.Incoming(request).Span, version.Table, out var m) && m.Spec.Code == "93")
                return Of(m.GetText(Fields.LoginUserId));
        return null;
    }

    /// <summary>By the name of an account: <c>fuzz-LIBRARY/PROFILE</c>.</summary>
    public static FuzzedProfile? Of(string login) => All.GetValueOrDefault(login[(login.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
