using System.Globalization;
using System.Text;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>Makes what a terminal gone wrong might send: messages of the tables and of the corpus, spliced, flipped, cut and stuffed.</summary>
sealed class Mutator
{
    public const string Login = "fuzz-";
    public const string Secret = "secret";

    static readonly string[] Values =
    [
        "", "1", "0", "Y", "N", "21234000012345", "31234000987654", "c1", "b1", "MAIN", "2.50", "-1", "99999999999999999999", "0.001", "1e9", "2,50",
        "20260301    101500", "20261399    256199", "202603010000101500", "20260301   Z101500", "          ", "0000000000000000", "999", "EUR", "XXX",
        "04", "王芳", "Ķēniņš", "\u00e9", "e\u0301", "😀", "AY1AZ1234", "AZFFFF", "a|b", "'; drop table loan; --", "%s%n", "\0", "\u0007", "\u001b[2J",
        new('9', 255), new('x', 4000),
    ];

    readonly byte[][] corpus;
    readonly byte[][] words;
    readonly string[] libraries;
    readonly FuzzedProfile[] profiles = [.. FuzzedProfile.All.Values];

    /// <param name="corpus">Whole inputs; their lines are frames to begin with.</param>
    /// <param name="libraries">The agencies a terminal may log in to.</param>
    public Mutator(IEnumerable<byte[]> corpus, IEnumerable<string> libraries)
    {
        this.corpus = [.. corpus.SelectMany(Wire.Frames), .. Sip2Examples.Frames.Select(Encoding.UTF8.GetBytes)];
        this.libraries = [.. libraries];
        words =
        [
            .. Specs.All.SelectMany(pair => new[] { pair.Request.Code, pair.Response.Code }).Distinct().Select(Encoding.ASCII.GetBytes),
            .. Fields.All.Where(field => !field.IsFixed).Select(field => Encoding.ASCII.GetBytes(field.Code)),
            .. FuzzedProfile.All.Values.SelectMany(one => one.Profile.Fields).Select(rule => rule.RenamedTo).OfType<string>().Select(Encoding.ASCII.GetBytes),
            .. Values.Select(Encoding.UTF8.GetBytes),
            .. new[] { "|", "||", "|||", "\r", "\n", "\r\n", "\0", " ", "AY", "AY0", "AY10", "AZ", "AZ0000", "AY1AZ", "Y", "N", "0", "          Y" }.Select(Encoding.ASCII.GetBytes),
            [0xFF], [0xC3], [0xE9], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0x80], [0x7F], [0x1B],
        ];
    }

    /// <summary>What one connection sends until it closes, and at which door it stands: half speak the standard, half any other profile.</summary>
    public (byte[] Input, string? Door) Input(Dice dice)
    {
        var input = new List<byte>(512);
        var profile = dice.Once(2) ? FuzzedProfile.All[FuzzedProfile.Standard] : dice.Of(profiles);
        var door = FuzzedProfile.Doors.ContainsKey(profile.Profile.Name) && dice.Once(2) ? profile.Profile.Name : null;
        var login = $"{Login}{dice.Of(libraries)}/{profile.Profile.Name}";
        if (door is not null && profile.Profile.LogIn.By is LogInWay.Prompts && !dice.Once(4)) input.AddRange(Encoding.ASCII.GetBytes($"{login}\r{Secret}\r"));
        else if (!dice.Once(4)) Add(input, Encoding.ASCII.GetBytes($"9300CN{login}|CO{Secret}|CPMAIN|"), dice, isClean: true);
        var frames = 1 + dice.Below(4);
        for (var n = 0; n < frames; n++)
        {
            if (n > 0 && dice.Once(6)) Repeat(input, dice);
            else Add(input, profile.Spoken(dice.Once(3) ? dice.Of(corpus) : Message(profile, dice)), dice, isClean: false);
        }
        if (dice.Once(8)) Mutate(input, dice);
        if (dice.Once(4_000)) input.InsertRange(dice.Below(input.Count), Enumerable.Repeat((byte)dice.Of('A', '|', '7'), 60_000 + dice.Below(90_000)));
        return ([.. input], door);
    }

    /// <summary>Where the input is cut into pieces that arrive one after the other.</summary>
    public static IEnumerable<int> Cuts(int length, Dice dice)
    {
        if (length < 2_000 && dice.Once(64)) return Enumerable.Range(1, Math.Max(0, length - 1));
        return dice.Once(3) ? Enumerable.Range(0, 1 + dice.Below(5)).Select(_ => dice.Below(length)).Where(at => at > 0).Distinct().Order().ToList() : [];
    }

    /// <summary>A request of the tables, with most of its fields.</summary>
    static byte[] Message(FuzzedProfile profile, Dice dice)
    {
        var spec = dice.Of(profile.Versions[0].Table.Exchanges).Request;
        if (dice.Once(30)) spec = dice.Of(Specs.All).Response;
        var text = new StringBuilder(spec.Code);
        foreach (var field in spec.FixedFields)
        {
            var value = dice.Once(10) ? dice.Of(Values) : field.Kind switch
            {
                FieldKind.Date => dice.Of("20260301    101500", "20260301   Z101500", "                  ", "202603010000101500", "00000000    000000"),
                FieldKind.Summary => dice.Of("Y         ", " Y        ", "  Y       ", "   Y      ", "    Y     ", "     Y    ", "          ", "YYYYYYYYYY"),
                _ => dice.Of("Y", "N", "0", "1", "2", "+", "-", "*", "001", "019", "2.00", "1.00", "080", "04", "00", "EUR"),
            };
            // The right width most of the time: what follows can be read only then.
            text.Append(dice.Once(40) ? value : value.Length >= field.Width ? value[..field.Width] : value.PadRight(field.Width));
        }
        foreach (var slot in spec.Slots)
            if (!dice.Once(slot.Required ? 8 : 2))
                text.Append(slot.Field.Code).Append(dice.Of(Values)).Append('|');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    void Add(List<byte> input, byte[] frame, Dice dice, bool isClean)
    {
        var bytes = new List<byte>(frame);
        if (!isClean && dice.Once(2))
            for (var n = 1 + dice.Length(4); n > 0; n--) Mutate(bytes, dice);
        if (dice.Once(2)) Seal(bytes, dice);
        input.AddRange(bytes);
        input.AddRange(Encoding.ASCII.GetBytes(isClean ? "\r" : dice.Of("\r", "\r", "\r", "\r\n", "\n", "\r\r", " \r", "\0\r", "")));
    }

    /// <summary>Sequence number and a checksum that verifies, in one of its ways of writing.</summary>
    static void Seal(List<byte> frame, Dice dice)
    {
        frame.AddRange(Encoding.ASCII.GetBytes(dice.Of("AY", "AY", "AY", "|AY", "") is { Length: > 0 } mark ? mark + dice.Of("0", "1", "2", "9", "10") : ""));
        frame.AddRange("AZ"u8);
        var sum = (-frame.Sum(value => value) & 0xFFFF).ToString(dice.Once(4) ? "x4" : "X4", CultureInfo.InvariantCulture);
        frame.AddRange(Encoding.ASCII.GetBytes(sum));
    }

    static void Repeat(List<byte> input, Dice dice)
    {
        if (Wire.Frames([.. input]) is not [.., var last]) return;
        input.AddRange(dice.Once(3) ? "97"u8 : last);
        input.Add((byte)'\r');
    }

    void Mutate(List<byte> bytes, Dice dice)
    {
        var at = dice.Below(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + dice.Length(24));
        switch (dice.Below(9))
        {
            case 0 when length > 0: bytes[at] ^= (byte)(1 << dice.Below(8)); break;
            case 1 when length > 0: bytes[at] = (byte)dice.Below(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 4:
                var other = dice.Of(corpus);
                bytes.InsertRange(at, other.AsSpan(dice.Below(other.Length)));
                break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6 when length > 0:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, dice.Of(words));
                break;
            default: bytes.InsertRange(at, dice.Of(words)); break;
        }
    }
}
