using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Reads one frame without its terminator:
/// <code>code fixed-fields *(field-id value "|") ["AY" sequence] ["AZ" checksum]</code>
/// Lenient in everything that SIP2 sections 5 and 15 tolerate, and without any allocation: the first fields are found in one pass, the
/// others (long lists) when they are asked for. A value that is not there is empty, and so is one that is there without content.
/// </summary>
ref struct Sip2Reader
{
    const int Indexed = 32;
    const int None = -1;

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

    [InlineArray(Indexed)]
    struct Tags
    {
        ushort first;
    }

    [InlineArray(Indexed)]
    struct Bounds
    {
        int first;
    }

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

    /// <summary>
    /// The variable fields begin behind the fixed ones. If a delimiter stands before that, or no field of this message begins there, the
    /// fixed fields are shorter than they should be, and the first id of this message is the border.
    /// </summary>
    void FindVariableFields()
    {
        var length = spec.FixedLength;
        var content = frame[..contentEnd];
        fixedEnd = variableStart = length;
        FixedFieldsAreWhole = true;
        if (spec.EndsWithSummary)
        {
            var start = spec.FixedLength - Fields.Summary.Width;
            if (contentEnd >= start && content[..start].IndexOf((byte)'|') < 0)
            {
                var after = content[start..].IndexOfAnyExcept((byte)'Y', (byte)'N', (byte)' ');
                fixedEnd = variableStart = after < 0 ? contentEnd : start + after;
                return;
            }
        }
        else if (contentEnd == length || contentEnd > length && content[length] == '|')
        {
            if (content[..length].IndexOf((byte)'|') < 0) return;
        }
        else if (contentEnd >= length + 2 && spec.Tags.Contains(MemoryMarshal.Read<ushort>(content[length..])))
        {
            if (content[..length].IndexOf((byte)'|') < 0) return;
        }

        var delimiter = content.IndexOf((byte)'|');
        var searched = Math.Min(length, delimiter < 0 ? contentEnd : delimiter) - 1;
        for (var at = 2; at < searched; at++)
        {
            if (!spec.Tags.Contains(MemoryMarshal.Read<ushort>(content[at..]))) continue;
            fixedEnd = variableStart = at;
            FixedFieldsAreWhole = false;
            return;
        }
        if (contentEnd >= length && (delimiter < 0 || delimiter >= length)) return;
        fixedEnd = variableStart = delimiter < 0 ? contentEnd : Math.Min(delimiter, contentEnd);
        FixedFieldsAreWhole = false;
    }

    /// <summary>One pass over the delimiters; a piece of fewer than two characters has no id and is skipped.</summary>
    void IndexFields()
    {
        count = 0;
        unindexed = None;
        var start = variableStart;
        ref var first = ref MemoryMarshal.GetReference(frame);
        for (var block = start; block < contentEnd; block += 32)
        {
            var bits = DelimitersIn(ref first, block);
            while (bits != 0)
            {
                var end = block + System.Numerics.BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                if (end - start >= 2 && !TryIndex(ref first, start, end)) return;
                start = end + 1;
            }
        }
        if (contentEnd - start >= 2) TryIndex(ref first, start, contentEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryIndex(ref byte first, int start, int end)
    {
        var at = count;
        if (at == Indexed)
        {
            unindexed = start;
            return false;
        }
        tags[at] = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, start));
        starts[at] = start + 2;
        ends[at] = end;
        count = at + 1;
        return true;
    }

    /// <summary>A bit for each delimiter among the 32 bytes of content from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly uint DelimitersIn(ref byte first, int block)
    {
        var left = contentEnd - block;
        uint bits;
        if (block + 32 <= frame.Length)
            bits = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)block), Vector256.Create((byte)'|')).ExtractMostSignificantBits();
        else if (frame.Length >= 32)
            bits = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)(frame.Length - 32)), Vector256.Create((byte)'|')).ExtractMostSignificantBits()
                >> (block + 32 - frame.Length);
        else
        {
            bits = 0;
            for (var at = 0; at < left; at++)
                if (Unsafe.Add(ref first, block + at) == '|') bits |= 1u << at;
        }
        return left >= 32 ? bits : bits & ((1u << left) - 1);
    }

    readonly int CountFields()
    {
        var fields = 0;
        foreach (var _ in GetEverything()) fields++;
        return fields;
    }

    /// <summary>A variable field as it came: its code and its value.</summary>
    public readonly ref struct Piece(ReadOnlySpan<byte> whole)
    {
        public ReadOnlySpan<byte> Code { get; } = whole[..2];

        public ReadOnlySpan<byte> Value { get; } = whole[2..];

        internal ushort Tag => MemoryMarshal.Read<ushort>(Code);
    }

    /// <summary>Walks over the variable fields; empty pieces and those without an id are passed over.</summary>
    public ref struct Pieces(ReadOnlySpan<byte> frame, int start, int end)
    {
        ReadOnlySpan<byte> rest = start < end ? frame[start..end] : default;

        public Piece Current { get; private set; }

        public readonly Pieces GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!rest.IsEmpty)
            {
                var delimiter = rest.IndexOf((byte)'|');
                var piece = delimiter < 0 ? rest : rest[..delimiter];
                rest = delimiter < 0 ? default : rest[(delimiter + 1)..];
                if (piece.Length < 2) continue;
                Current = new(piece);
                return true;
            }
            return false;
        }
    }

    /// <summary>Walks over the values of one field.</summary>
    public ref struct Values
    {
        readonly ushort tag;
        Pieces pieces;

        internal Values(Pieces pieces, ushort tag)
        {
            this.pieces = pieces;
            this.tag = tag;
        }

        public readonly ReadOnlySpan<byte> Current => pieces.Current.Value;

        public readonly Values GetEnumerator() => this;

        public bool MoveNext()
        {
            while (pieces.MoveNext())
                if (pieces.Current.Tag == tag) return true;
            return false;
        }
    }
}
