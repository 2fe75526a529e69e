using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>How the value of a field is written and read.</summary>
enum FieldKind
{
    Text,

    /// <summary>Y or N.</summary>
    Flag,

    /// <summary>Y, N or U for unknown.</summary>
    Ternary,

    /// <summary>1 or 0.</summary>
    Digit,

    /// <summary>Digits; with zeros on the left where the width is fixed.</summary>
    Number,

    /// <summary>18 characters, see <see cref="Sip2Date"/>.</summary>
    Date,

    /// <summary>A decimal number with a point and all decimals of its currency.</summary>
    Amount,

    /// <summary>One of a list of values of the same width.</summary>
    Code,

    /// <summary>Fourteen positions, Y or blank (SIP2 section 10).</summary>
    PatronStatus,

    /// <summary>Ten positions, Y or blank (SIP2 section 11); the only fixed field that terminals send shorter and longer.</summary>
    Summary,

    /// <summary>Sixteen positions, Y or N (SIP2 section 12).</summary>
    Messages,
}

/// <summary>What a value would tell a stranger who sees it in a log or a capture.</summary>
enum Sensitivity
{
    None,

    /// <summary>Says who it is only to those who have the register: shown as a keyed hash or not at all.</summary>
    Identifier,

    /// <summary>Name, address, date of birth.</summary>
    Personal,

    /// <summary>PIN or password.</summary>
    Secret,
}

/// <summary>
/// One field of the standard: its code, how it is called, how wide it is, how it is read and written, and whether it is sensitive.
/// Fields are made by <see cref="Fields"/> and compared by reference.
/// </summary>
sealed class Sip2Field
{
    /// <summary>Two characters; empty for a fixed field, which its position identifies.</summary>
    public required string Code
    {
        get;
        init
        {
            field = value;
            Tag = TagOf(value);
        }
    }

    /// <summary>For people: <c>patron identifier</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Characters; 0 where the width varies.</summary>
    public int Width { get; init; }

    public FieldKind Kind { get; init; }

    /// <summary>Many values are sent by repeating the field.</summary>
    public bool Repeatable { get; init; }

    public Sensitivity Sensitivity { get; init; }

    /// <summary>What a fixed field says when nothing is known: always the cautious answer (not done, no right, blanks).</summary>
    public string Absent { get; init; } = "";

    /// <summary>The meaning of each coded value.</summary>
    public FrozenDictionary<string, string> Meanings { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Place in the catalogue; dense, so that tables can be arrays.</summary>
    public required int Index { get; init; }

    public bool IsFixed => Tag == 0;

    public bool IsSensitive => Sensitivity != Sensitivity.None;

    /// <summary>The code as two bytes compared at once; 0 for a fixed field.</summary>
    internal ushort Tag { get; private init; }

    public override string ToString() => IsFixed ? Name : $"{Code} {Name}";

    /// <summary>The two characters of a field id or message code as they are loaded from a frame at once.</summary>
    public static ushort TagOf(string code) =>
        code.Length == 0 ? (ushort)0
        : code.Length == 2 && Ascii.IsValid(code) ? MemoryMarshal.Read<ushort>([(byte)code[0], (byte)code[1]])
        : throw new ArgumentException($"'{code}' is no field id or message code: two ASCII characters are.", nameof(code));
}
