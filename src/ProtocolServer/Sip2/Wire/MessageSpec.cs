using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>A variable field's place in a message: under which code it travels there and whether it is always sent.</summary>
readonly record struct Slot(Sip2Field Field, ushort Tag, bool Required);

/// <summary>What the writer needs of a field in one load: where it stands and what stands around it.</summary>
/// <param name="At">Offset of a fixed field, slot of a variable one; <see cref="Nowhere"/> when the message lacks it.</param>
/// <param name="Tag">The code it travels under.</param>
/// <param name="Next">The first slot that may be appended after it: itself when it repeats.</param>
/// <param name="RequiredBefore">One more than the last required slot before it; 0 when there is none.</param>
/// <param name="Required">Sent without a value too.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Place(byte At, ushort Tag, byte Next, byte RequiredBefore, bool Required)
{
    public const byte Nowhere = byte.MaxValue;
}

/// <summary>
/// One message of the protocol as a table in the standard's order. It drives reader, writer, fall-back answer and description alike.
/// Immutable: every step of building, and every adjustment by a terminal's profile, is a new table.
/// </summary>
sealed class MessageSpec
{
    static readonly Place Absent = new(Place.Nowhere, 0, 0, 0, Required: false);

    readonly Place[] places;
    readonly ushort[] tags;
    readonly byte[] nextRequired;
    readonly byte[] template;
    readonly bool renamed;

    MessageSpec(string code, string name, ImmutableArray<Sip2Field> fixedFields, ImmutableArray<Slot> slots)
    {
        Code = code;
        Name = name;
        FixedFields = fixedFields;
        Slots = slots;
        Tag = Sip2Field.TagOf(code);
        template = Encoding.ASCII.GetBytes(code + string.Concat(fixedFields.Select(field => field.Absent)));
        tags = [.. slots.Select(slot => slot.Tag)];
        renamed = slots.Any(slot => slot.Tag != slot.Field.Tag);
        EndsWithSummary = fixedFields is [.., { Kind: FieldKind.Summary }];

        nextRequired = new byte[slots.Length + 1];
        nextRequired[slots.Length] = (byte)slots.Length;
        for (var at = slots.Length - 1; at >= 0; at--) nextRequired[at] = slots[at].Required ? (byte)at : nextRequired[at + 1];

        places = new Place[fixedFields.Concat(slots.Select(slot => slot.Field)).Select(field => field.Index + 1).DefaultIfEmpty().Max()];
        places.AsSpan().Fill(Absent);
        var offset = 2;
        foreach (var field in fixedFields)
        {
            Set(field, new(checked((byte)offset), 0, 0, 0, Required: true));
            offset += field.Width;
        }
        byte requiredBefore = 0;
        for (var at = 0; at < slots.Length; at++)
        {
            var (field, tag, required) = slots[at];
            Set(field, new(checked((byte)at), tag, (byte)(field.Repeatable ? at : at + 1), requiredBefore, required));
            if (required) requiredBefore = (byte)(at + 1);
        }

        void Set(Sip2Field field, Place place)
        {
            if (places[field.Index].At != Place.Nowhere) throw new ArgumentException($"{field} stands twice in message {code}.", nameof(slots));
            places[field.Index] = place;
        }
    }

    /// <summary>Two characters: <c>11</c>.</summary>
    public string Code { get; }

    /// <summary>For people: <c>Checkout</c>.</summary>
    public string Name { get; }

    public ImmutableArray<Sip2Field> FixedFields { get; }

    /// <summary>The variable fields in the order in which they are written.</summary>
    public ImmutableArray<Slot> Slots { get; }

    /// <summary>Bytes up to the first variable field, the code included.</summary>
    public int FixedLength => template.Length;

    internal ushort Tag { get; }

    /// <summary>The code and all fixed fields with their values for "nothing known": the start of every answer.</summary>
    internal ReadOnlySpan<byte> Template => template;

    internal ReadOnlySpan<ushort> Tags => tags;

    internal bool EndsWithSummary { get; }

    /// <summary>Begins a table: the code, then <see cref="Fixed"/>, <see cref="Required"/> and <see cref="Optional"/> in the order sent.</summary>
    public static MessageSpec Message(string code, string name) => new(code, name, [], []);

    public MessageSpec Fixed(params ReadOnlySpan<Sip2Field> fields)
    {
        foreach (var field in fields)
            if (!field.IsFixed) throw new ArgumentException($"{field} is a variable field.", nameof(fields));
        return new(Code, Name, [.. FixedFields, .. fields], Slots);
    }

    /// <summary>Always sent: without a value as id and delimiter only (section 4).</summary>
    public MessageSpec Required(params ReadOnlySpan<Sip2Field> fields) => Variable(fields, required: true);

    /// <summary>Left out when there is no value.</summary>
    public MessageSpec Optional(params ReadOnlySpan<Sip2Field> fields) => Variable(fields, required: false);

    /// <summary>The same message as a dialect that never sends these fields knows it.</summary>
    public MessageSpec Without(params Sip2Field[] fields) =>
        new(Code, Name, FixedFields, [.. Slots.Where(slot => !fields.Contains(slot.Field))]);

    /// <summary>The same message with a field under another code: a vendor's customs.</summary>
    public MessageSpec Renamed(Sip2Field field, string code) =>
        new(Code, Name, FixedFields, [.. Slots.Select(slot => slot.Field == field ? slot with { Tag = Sip2Field.TagOf(code) } : slot)]);

    /// <summary>The same message with optional fields put in front of another; at the end where the other is not sent.</summary>
    public MessageSpec WithBefore(Sip2Field successor, params Sip2Field[] fields)
    {
        var place = SlotOf(successor);
        return new(Code, Name, FixedFields,
            Slots.InsertRange(place < 0 ? Slots.Length : place, fields.Select(field => new Slot(field, field.Tag, Required: false))));
    }

    /// <summary>The same message with a field that is sent without a value too; a repeated field never is.</summary>
    public MessageSpec Always(Sip2Field field) =>
        field.Repeatable ? this : new(Code, Name, FixedFields, [.. Slots.Select(slot => slot.Field == field ? slot with { Required = true } : slot)]);

    /// <summary>The same message with these fields first, in this order.</summary>
    public MessageSpec Ordered(params Sip2Field[] first) =>
        new(Code, Name, FixedFields, [.. Slots.OrderBy(slot => first.Contains(slot.Field) ? Array.IndexOf(first, slot.Field) : first.Length)]);

    public bool Has(Sip2Field field) => PlaceOf(field).At != Place.Nowhere;

    /// <summary>Where a fixed field begins, counted from the first character of the code; -1 when it isn't part of the message.</summary>
    public int OffsetOf(Sip2Field field) => field.IsFixed && PlaceOf(field).At is not Place.Nowhere and var at ? at : -1;

    /// <summary>Place of a variable field in the order of writing; -1 when it isn't part of the message.</summary>
    public int SlotOf(Sip2Field field) => !field.IsFixed && PlaceOf(field).At is not Place.Nowhere and var at ? at : -1;

    /// <summary>The code a variable field travels under in this message.</summary>
    internal ushort TagOf(Sip2Field field) => renamed && SlotOf(field) is >= 0 and var slot ? tags[slot] : field.Tag;

    /// <summary>The field that travels under a code in this message: its own first, then any the standard knows.</summary>
    internal Sip2Field? FieldOf(ushort tag) => tags.AsSpan().IndexOf(tag) is >= 0 and var slot ? Slots[slot].Field : Fields.Find(tag);

    /// <summary>Everything the writer needs to know of a field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Place PlaceOf(Sip2Field field)
    {
        var all = places;
        var index = field.Index;
        if ((uint)index < (uint)all.Length) return ref all[index];
        return ref Absent;
    }

    /// <summary>The first slot from this one on that is always sent; the number of slots when there is none.</summary>
    internal int NextRequired(int slot) => nextRequired[slot];

    public override string ToString() => $"{Code} {Name}";

    MessageSpec Variable(ReadOnlySpan<Sip2Field> fields, bool required)
    {
        var slots = Slots.ToBuilder();
        foreach (var field in fields)
        {
            if (field.IsFixed) throw new ArgumentException($"{field} is a fixed field.", nameof(fields));
            if (required && field.Repeatable) throw new ArgumentException($"{field} is sent once per value and can't be required.", nameof(fields));
            slots.Add(new(field, field.Tag, required));
        }
        return new(Code, Name, FixedFields, slots.ToImmutable());
    }
}
