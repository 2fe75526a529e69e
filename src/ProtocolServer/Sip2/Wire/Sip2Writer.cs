using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Writes one message by its table. Fields may be put in any order and come out in the table's (putting them in that order is
/// fastest); a field the table lacks is counted and left out, which is how a dialect hides it; required fields are always sent, optional
/// ones only with a value. Whatever is put, no value contains a delimiter, a line break or another control character.
/// Strict where <see cref="Sip2Reader"/> is lenient. Dispose gives a grown buffer back.
/// </summary>
ref partial struct Sip2Writer
{
    /// <summary>Characters of a value of variable width (SIP2 section 1); the rest is cut off.</summary>
    public const int MaxCharacters = 255;

    readonly MessageSpec spec;
    readonly WireStyle style;
    Span<byte> buffer;
    byte[]? rented;
    int length;
    int next;

    /// <summary>Begins a message in a buffer of the caller, which need not suffice.</summary>
    public Sip2Writer(MessageSpec spec, WireStyle style, Span<byte> initial)
    {
        this.spec = spec;
        this.style = style;
        buffer = initial;
        if (initial.Length < spec.FixedLength) Grow(spec.FixedLength);
        spec.Template.CopyTo(buffer);
        length = spec.FixedLength;
    }

    /// <summary>Begins a message in a buffer of the array pool.</summary>
    public Sip2Writer(MessageSpec spec, WireStyle style) : this(spec, style, default)
    {
    }

    public readonly MessageSpec Spec => spec;

    /// <summary>How many values were put for fields this message doesn't have.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Text in the terminal's encoding; null and empty are the same.</summary>
    [UnscopedRef]
    public ref Sip2Writer Put(Sip2Field field, string? value) => ref Put(field, value.AsSpan());

    /// <inheritdoc cref="Put(Sip2Field, string)"/>
    [UnscopedRef, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Sip2Writer Put(Sip2Field field, scoped ReadOnlySpan<char> value)
    {
        if (field.IsFixed) PutFixed(field, value);
        else PutVariable(field, value);
        return ref this;
    }

    // Fixed and variable fields part ways in the caller: apart, both keep nearly everything in registers that needn't be saved.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutFixed(Sip2Field field, scoped ReadOnlySpan<char> value)
    {
        if (OffsetOf(field) is >= 0 and var offset) WireText.WriteFixed(value, buffer.Slice(offset, field.Width));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutVariable(Sip2Field field, scoped ReadOnlySpan<char> value)
    {
        var most = field.Width == 0 ? MaxCharacters : field.Width;
        if (value.Length > most) value = WireText.Clipped(value, most);
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, value.IsEmpty, value.Length) is >= 0 and var at)
            End(in place, at + (WireText.TryWritePlain(value, ref Here(at)) ? value.Length : WriteEncoded(value, at)));
    }

    /// <summary>Behind what stands there already, whatever the table's order: for fields that repeat together, group by group.</summary>
    [UnscopedRef]
    public ref Sip2Writer PutInGroup(Sip2Field field, scoped ReadOnlySpan<char> value)
    {
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, value.IsEmpty, value.Length) is not (>= 0 and var at)) return ref this;
        var end = at + (WireText.TryWritePlain(value, ref Here(at)) ? value.Length : WriteEncoded(value, at));
        Here(end) = (byte)'|';
        (length, next) = (end + 1, Math.Max(next, place.Next));
        return ref this;
    }

    /// <summary>Bytes that are in the terminal's encoding already, such as an echo of the request.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.NoInlining)]
    public ref Sip2Writer Put(Sip2Field field, scoped ReadOnlySpan<byte> value)
    {
        if (field.IsFixed)
        {
            if (OffsetOf(field) is not (>= 0 and var offset)) return ref this;
            var to = buffer.Slice(offset, field.Width);
            to.Fill((byte)' ');
            value = value[..Math.Min(value.Length, to.Length)];
            value.CopyTo(to);
            WireText.Sanitise(to);
            return ref this;
        }
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, value.IsEmpty, value.Length) is not (>= 0 and var at)) return ref this;
        var target = buffer.Slice(at, value.Length);
        value.CopyTo(target);
        WireText.Sanitise(target);
        End(in place, at + value.Length);
        return ref this;
    }

    /// <summary>Y or N, 1 or 0, as the field has it.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Sip2Writer Put(Sip2Field field, bool value)
    {
        if (field.IsFixed) PutFixed(field, Character(field, value));
        else PutVariable(field, Character(field, value));
        return ref this;
    }

    static byte Character(Sip2Field field, bool value) => (byte)(field.Kind == FieldKind.Digit ? value ? '1' : '0' : value ? 'Y' : 'N');

    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutFixed(Sip2Field field, byte value)
    {
        if (OffsetOf(field) is >= 0 and var offset) buffer[offset] = value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutVariable(Sip2Field field, byte value)
    {
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, isEmpty: false, 1) is not (>= 0 and var at)) return;
        Here(at) = value;
        End(in place, at + 1);
    }

    /// <summary>Y or N; unknown is U where the field has it, and otherwise leaves the field as if it had not been put.</summary>
    [UnscopedRef]
    public ref Sip2Writer Put(Sip2Field field, bool? value)
    {
        if (value is { } known) return ref Put(field, known);
        if (field.Kind == FieldKind.Ternary && OffsetOf(field) is >= 0 and var offset) buffer[offset] = (byte)'U';
        return ref this;
    }

    /// <summary>A number that isn't negative, with zeros on the left where the width is fixed; too large a one becomes nines.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Sip2Writer Put(Sip2Field field, int value)
    {
        if (field.IsFixed) PutFixed(field, value);
        else PutVariable(field, value);
        return ref this;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutFixed(Sip2Field field, int value)
    {
        if (OffsetOf(field) is >= 0 and var offset) WireText.WriteDigits(value, buffer.Slice(offset, field.Width));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void PutVariable(Sip2Field field, int value)
    {
        var digits = field.Width == 0 ? WireText.CountDigits(value) : field.Width;
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, isEmpty: false, digits) is not (>= 0 and var at)) return;
        WireText.WriteDigits(value, buffer.Slice(at, digits));
        End(in place, at + digits);
    }

    /// <summary>A number; an unknown one is blank in a fixed field and leaves a variable one out.</summary>
    [UnscopedRef]
    public ref Sip2Writer Put(Sip2Field field, int? value)
    {
        if (value is { } known) return ref Put(field, known);
        if (field.IsFixed && OffsetOf(field) is >= 0 and var offset) buffer.Slice(offset, field.Width).Fill((byte)' ');
        return ref this;
    }

    /// <summary>An instant as the library's local time, or UTC with Z, as the style has it.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.NoInlining)]
    public ref Sip2Writer Put(Sip2Field field, DateTimeOffset value)
    {
        if (field.IsFixed)
        {
            if (OffsetOf(field) is >= 0 and var offset) WriteDate(value, buffer.Slice(offset, field.Width));
            return ref this;
        }
        if (style.DueDateFormat is { } format && field == Fields.DueDate)
            return ref Put(field, style.Clock.LocalOf(value).ToString(format, CultureInfo.InvariantCulture));
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, isEmpty: false, Sip2Date.Length) is not (>= 0 and var at)) return ref this;
        WriteDate(value, buffer.Slice(at, Sip2Date.Length));
        End(in place, at + Sip2Date.Length);
        return ref this;
    }

    /// <summary>An instant; none is blank in a fixed field and otherwise a field without value.</summary>
    [UnscopedRef]
    public ref Sip2Writer Put(Sip2Field field, DateTimeOffset? value)
    {
        if (value is { } known) return ref Put(field, known);
        return ref Put(field, ReadOnlySpan<byte>.Empty);
    }

    /// <summary>An amount with a point and all decimals of its currency.</summary>
    [UnscopedRef, MethodImpl(MethodImplOptions.NoInlining)]
    public ref Sip2Writer Put(Sip2Field field, in Money value)
    {
        ref readonly var place = ref spec.PlaceOf(field);
        if (Begin(in place, isEmpty: false, WireText.MaxAmountBytes) is >= 0 and var at)
            End(in place, at + WireText.WriteAmount(in value, buffer[at..]));
        return ref this;
    }

    /// <summary>An amount; none is a field without value.</summary>
    [UnscopedRef]
    public ref Sip2Writer Put(Sip2Field field, Money? value)
    {
        if (value is { } known) return ref Put(field, known);
        return ref Put(field, ReadOnlySpan<byte>.Empty);
    }

    /// <summary>
    /// Completes the message and gives its bytes without AY, AZ and terminator: what is kept to be sent again with another sequence
    /// number. Valid until the next <c>Put</c> or the end of the writer.
    /// </summary>
    public ReadOnlySpan<byte> Body()
    {
        FillRequired(spec.Slots.Length);
        return buffer[..length];
    }

    /// <summary>Completes the message and writes the whole frame: body, what the request's trailer asks for, terminator.</summary>
    public void WriteTo(IBufferWriter<byte> output, Sip2Trailer trailer) => Sip2Frame.Write(output, Body(), trailer, style);

    public void Dispose()
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        rented = null;
        buffer = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly void WriteDate(DateTimeOffset instant, Span<byte> to)
    {
        if (style.WritesUtc) Sip2Date.WriteUtc(instant.UtcDateTime, to);
        else style.Clock.Write(instant, to);
    }
}
