using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProtocolServer.Sip2.Wire;

/// <summary>Where a field goes and how room is made for it: the table's order, whatever order fields are put in.</summary>
ref partial struct Sip2Writer
{
    /// <summary>A field's code and its delimiter.</summary>
    const int Around = 3;

    /// <summary>Where a fixed field stands; -1, and counted as left out, when the message lacks it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int OffsetOf(Sip2Field field)
    {
        var offset = (int)spec.PlaceOf(field).At;
        if (offset != Place.Nowhere) return offset;
        LeftOut++;
        return -1;
    }

    /// <summary>
    /// Writes the code where the field will be appended, after the required fields before it, and makes room for its value. The place of
    /// the value, or -1 when there is nothing to write.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Begin(in Place place, bool isEmpty, int bytes)
    {
        if (place.At == Place.Nowhere || isEmpty && !place.Required)
        {
            if (place.At == Place.Nowhere) LeftOut++;
            return -1;
        }
        if (place.RequiredBefore > next || buffer.Length - length < bytes + Around) MakeReady(in place, bytes);
        var at = length;
        Unsafe.WriteUnaligned(ref Here(at), place.Tag);
        return at + 2;
    }

    void MakeReady(in Place place, int bytes)
    {
        if (place.RequiredBefore > next) FillRequired(place.At);
        Reserve(bytes + Around);
    }

    /// <summary>A place that <see cref="Begin"/> has made room for.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly ref byte Here(int at) => ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), at);

    /// <summary>Text that isn't plain ASCII: however long it becomes, there is room for it and its delimiter.</summary>
    int WriteEncoded(scoped ReadOnlySpan<char> value, int at)
    {
        Reserve(style.Encoding.GetMaxByteCount(value.Length) + Around);
        return WireText.Write(value, buffer[at..], style.Encoding);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void End(in Place place, int end)
    {
        Here(end) = (byte)'|';
        if (place.At < next)
        {
            var start = length;
            length = end + 1;
            MoveTo(place.At, start);
            return;
        }
        length = end + 1;
        next = place.Next;
    }

    void FillRequired(int before)
    {
        for (var slot = spec.NextRequired(next); slot < before; slot = spec.NextRequired(next))
        {
            Reserve(Around);
            MemoryMarshal.Write(buffer[length..], spec.Tags[slot]);
            buffer[length + 2] = (byte)'|';
            length += 3;
            next = slot + 1;
        }
    }

    /// <summary>Moves the piece written last to its place in the table's order; a single-valued field replaces its former value.</summary>
    void MoveTo(int slot, int start)
    {
        var at = spec.FixedLength;
        while (at < start)
        {
            var end = at + buffer[at..start].IndexOf((byte)'|') + 1;
            var there = spec.Tags.IndexOf(MemoryMarshal.Read<ushort>(buffer[at..]));
            if (there > slot) break;
            if (there == slot && !spec.Slots[slot].Field.Repeatable)
            {
                buffer[end..length].CopyTo(buffer[at..]);
                length -= end - at;
                start -= end - at;
                break;
            }
            at = end;
        }
        buffer[at..start].Reverse();
        buffer[start..length].Reverse();
        buffer[at..length].Reverse();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Reserve(int bytes)
    {
        if (buffer.Length - length < bytes) Grow(length + bytes);
    }

    void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, 2 * bytes));
        // A field's code may stand behind what is complete already.
        buffer[..Math.Min(buffer.Length, length + 2)].CopyTo(larger);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        buffer = rented = larger;
    }
}
