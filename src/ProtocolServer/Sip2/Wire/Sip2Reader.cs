using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Reads one frame without its terminator:
/// <code>code fixed-fields *(field-id value "|") ["AY" sequence] ["AZ" checksum]</code>
/// Lenient in everything that SIP2 sections 5 and 15 tolerate, and without any allocation: the first fields are found in one pass, the
/// others (long lists) when they are asked for. A value that is not there is empty, and so is one that is there without content.
/// </summary>
ref partial struct Sip2Reader
{
    ReadOnlySpan<byte> frame;
    ReadOnlySpan<byte> sequence;
    MessageSpec spec;
    WireStyle style;
    int fixedEnd;
    int variableStart;
    int contentEnd;
    int count;
    int unindexed;
    Tags tags;
    Bounds starts;
    Bounds ends;

    /// <summary>The table this frame was read by.</summary>
    public readonly MessageSpec Spec => spec;

    /// <summary>The message code as it came.</summary>
    public readonly ReadOnlySpan<byte> Code => frame[..2];

    /// <summary>
    /// The frame without AY and AZ: what a repeated request has in common with the first one, whatever its sequence number.
    /// </summary>
    public readonly ReadOnlySpan<byte> Content => frame[..contentEnd];

    /// <summary>The code and the fixed fields as they came.</summary>
    public readonly ReadOnlySpan<byte> FixedPart => frame[..Math.Min(fixedEnd, contentEnd)];

    /// <summary>The sequence number as it came, one digit or two; empty when there was none.</summary>
    public readonly ReadOnlySpan<byte> Sequence => sequence;

    public bool HasChecksum { get; private set; }

    /// <summary>What the answer to this frame must carry: error detection only if AZ came, and then the number as it came.</summary>
    public readonly Sip2Trailer Trailer => HasChecksum ? new(sequence, hasChecksum: true) : Sip2Trailer.None;

    /// <summary>False when the fixed fields are too few or shifted; those that can't be told apart are then empty.</summary>
    public bool FixedFieldsAreWhole { get; private set; }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, MessageTable, out Sip2Reader, out Sip2Rejection)"/>
    public static bool TryRead(ReadOnlySpan<byte> frame, MessageTable table, out Sip2Reader reader) => TryRead(frame, table, out reader, out _);

    /// <summary>
    /// Takes the frame apart and verifies its checksum if it has one. After <see cref="Sip2Rejection.BadChecksum"/> and
    /// <see cref="Sip2Rejection.TooManyFields"/> the reader may still be asked, for a description of what came; else only after true.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, MessageTable table, out Sip2Reader reader, out Sip2Rejection rejection)
    {
        Unsafe.SkipInit(out reader);
        reader.frame = default;
        reader.contentEnd = 0;
        if (frame.Length < 2)
        {
            rejection = Sip2Rejection.FrameTooShort;
            return false;
        }
        if (table.Find(MemoryMarshal.Read<ushort>(frame)) is not { } spec)
        {
            rejection = Sip2Rejection.UnknownCode;
            return false;
        }

        var tail = FrameTail.Of(frame);
        reader.frame = frame;
        reader.spec = spec;
        reader.style = table.Style;
        reader.contentEnd = Math.Max(2, tail.ContentEnd);
        reader.sequence = tail.Sequence;
        reader.HasChecksum = tail.HasChecksum;
        reader.FindVariableFields();
        reader.IndexFields();
        rejection = tail.HasChecksum && !tail.ChecksumVerifies ? Sip2Rejection.BadChecksum
            : reader.unindexed != None && reader.CountFields() > table.MaxFields ? Sip2Rejection.TooManyFields
            : Sip2Rejection.None;
        return rejection == Sip2Rejection.None;
    }

    /// <summary>The bytes of a field as they came; of a field sent several times the first.</summary>
    public readonly ReadOnlySpan<byte> Get(Sip2Field field)
    {
        if (field.IsFixed) return Fixed(field);
        var tag = spec.TagOf(field);
        var at = ((ReadOnlySpan<ushort>)tags)[..count].IndexOf(tag);
        if (at >= 0) return frame[starts[at]..ends[at]];
        if (unindexed == None) return default;
        foreach (var piece in new Pieces(frame, unindexed, contentEnd))
            if (piece.Tag == tag) return piece.Value;
        return default;
    }

    public readonly bool Has(Sip2Field field) => !Get(field).Trim((byte)' ').IsEmpty;

    /// <summary>The text of a field in the terminal's encoding, without blanks around it; empty when there is none.</summary>
    public readonly string GetText(Sip2Field field)
    {
        var value = Get(field).Trim("\0 "u8);
        return value.IsEmpty ? "" : style.Encoding.GetString(value);
    }

    /// <summary>True for Y and 1; false for anything else.</summary>
    public readonly bool GetFlag(Sip2Field field) => GetFlagIfSent(field) ?? false;

    /// <summary>Y or 1, N or 0; null for anything else.</summary>
    public readonly bool? GetFlagIfSent(Sip2Field field) => Get(field) is [var value, ..]
        ? value switch
        {
            (byte)'Y' or (byte)'y' or (byte)'1' => true,
            (byte)'N' or (byte)'n' or (byte)'0' => false,
            _ => null,
        }
        : null;

    /// <summary>A number without sign, blanks around it trimmed; null when there is none or it has other characters.</summary>
    public readonly int? GetNumber(Sip2Field field)
    {
        var value = Get(field).Trim((byte)' ');
        if (value.Length is 0 or > 9 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
        var number = 0;
        foreach (var digit in value) number = number * 10 + digit - '0';
        return number;
    }

    /// <summary>The instant a date means, local time taken in the library's zone; null when there is none or it is no date.</summary>
    public readonly DateTimeOffset? GetDate(Sip2Field field) => Sip2Date.TryRead(Get(field), style.Zone, out var instant) ? instant : null;

    /// <summary>An amount with point or comma; null when there is none or it isn't an amount of this currency.</summary>
    public readonly Money? GetAmount(Sip2Field field, Currency currency) =>
        Money.TryParse(Encoding.ASCII.GetString(Get(field).Trim((byte)' ')).Replace(',', '.'), currency, out var money) ? money : null;

    /// <summary>All values of a field that was sent several times.</summary>
    public readonly Values GetAll(Sip2Field field) => new(new(frame, variableStart, contentEnd), spec.TagOf(field));

    /// <summary>The texts of a field that was sent several times.</summary>
    public readonly List<string> GetTexts(Sip2Field field)
    {
        var texts = new List<string>();
        foreach (var value in GetAll(field)) texts.Add(style.Encoding.GetString(value.Trim((byte)' ')));
        return texts;
    }

    /// <summary>Every variable field in the order it came, known or not.</summary>
    public readonly Pieces GetEverything() => new(frame, variableStart, contentEnd);

    /// <summary>How many variable fields came that this message doesn't have.</summary>
    public readonly int CountUnknownFields()
    {
        var unknown = 0;
        foreach (var piece in GetEverything())
            if (!spec.Tags.Contains(piece.Tag)) unknown++;
        return unknown;
    }

    /// <summary>
    /// The first required field that didn't come; null when all did. Missing AC, AD and AO are customary and count as empty (section 15).
    /// </summary>
    public readonly Sip2Field? FindMissing()
    {
        foreach (var slot in spec.Slots)
        {
            if (!slot.Required || slot.Field == Fields.TerminalPassword || slot.Field == Fields.PatronPassword || slot.Field == Fields.InstitutionId) continue;
            var came = false;
            foreach (var piece in GetEverything()) came |= piece.Tag == slot.Tag;
            if (!came) return slot.Field;
        }
        return null;
    }

    readonly ReadOnlySpan<byte> Fixed(Sip2Field field)
    {
        var offset = spec.OffsetOf(field);
        if (offset < 0 || offset >= fixedEnd) return default;
        return frame[offset..(spec.EndsWithSummary && field.Kind == FieldKind.Summary ? fixedEnd : Math.Min(offset + field.Width, fixedEnd))];
    }
}
