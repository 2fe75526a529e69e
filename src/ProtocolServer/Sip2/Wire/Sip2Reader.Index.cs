using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProtocolServer.Sip2.Wire;

/// <summary>Where the fields of a frame begin and end: found once, when the frame is read.</summary>
ref partial struct Sip2Reader
{
    const int Indexed = 32;
    const int None = -1;

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
                var end = block + BitOperations.TrailingZeroCount(bits);
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
}
