using System.Collections.Frozen;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>One field of a frame in words for people.</summary>
/// <param name="Code">Two characters; empty for a fixed field.</param>
/// <param name="Name">As the standard calls it; <c>unknown field</c> when neither the message nor the standard has it.</param>
/// <param name="Value">As it came, decoded; masked when it is sensitive and masking was asked for.</param>
/// <param name="Meaning">What a coded value means, a date made readable, the names of set positions; empty when the value speaks for itself.</param>
sealed record DescribedField(string Code, string Name, string Value, string Meaning);

/// <summary>A frame in words for people.</summary>
/// <param name="Rejection">Why the server would reject it; the fields are described as far as they can be read.</param>
sealed record DescribedFrame(string Code, string Name, Sip2Rejection Rejection, IReadOnlyList<DescribedField> Fields)
{
    /// <summary>The sequence number as it came; empty without one.</summary>
    public string Sequence { get; init; } = "";

    public bool HasChecksum { get; init; }
}

/// <summary>Explains frames by the same tables that read and write them: for the interactive client, logs and captures.</summary>
static class Sip2Describer
{
    const string Mask = "***";

    /// <param name="frame">Without its terminator.</param>
    /// <param name="table">The dialect it is in.</param>
    /// <param name="redact">True masks PINs, passwords, names, addresses and card numbers, and everything in fields nobody knows.</param>
    /// <param name="from">The least sensitivity that is masked then; who sits at the terminal sees everything but secrets.</param>
    public static DescribedFrame Describe(ReadOnlySpan<byte> frame, MessageTable table, bool redact, Sensitivity from = Sensitivity.Identifier)
    {
        if (!Sip2Reader.TryRead(frame, table, out var m, out var rejection) && rejection is Sip2Rejection.FrameTooShort or Sip2Rejection.UnknownCode)
            return new(Encoding.Latin1.GetString(frame[..Math.Min(2, frame.Length)]), "unknown message", rejection, []);

        var fields = new List<DescribedField>();
        foreach (var field in m.Spec.FixedFields)
        {
            var value = Encoding.Latin1.GetString(m.Get(field));
            fields.Add(new("", field.Name, value, MeaningOf(field, value, m.GetDate(field), table.Style)));
        }
        foreach (var piece in m.GetEverything())
        {
            var field = m.Spec.FieldOf(piece.Tag);
            var value = table.Style.Encoding.GetString(piece.Value);
            var masked = redact && value.Length > 0 && (field?.Sensitivity ?? Sensitivity.Personal) >= from;
            DateTimeOffset? date = field?.Kind == FieldKind.Date && Sip2Date.TryRead(piece.Value, table.Style.Zone, out var instant) ? instant : null;
            fields.Add(new(Encoding.Latin1.GetString(piece.Code), field?.Name ?? "unknown field", masked ? Mask : value,
                masked || field is null ? "" : MeaningOf(field, value, date, table.Style)));
        }
        return new(m.Spec.Code, m.Spec.Name, rejection, fields) { Sequence = Encoding.ASCII.GetString(m.Sequence), HasChecksum = m.HasChecksum };
    }

    /// <summary>
    /// The frame as text with sensitive values masked, for logs and captures. AY and AZ stay off: the checksum would not fit, and would
    /// let a short PIN be found by trying.
    /// </summary>
    /// <param name="from">The least sensitivity that is masked: staff may see whose card it was, a log may not.</param>
    public static string Redact(ReadOnlySpan<byte> frame, MessageTable table, Sensitivity from = Sensitivity.Identifier)
    {
        if (!Sip2Reader.TryRead(frame, table, out var m, out var rejection) && rejection is Sip2Rejection.FrameTooShort or Sip2Rejection.UnknownCode)
            return $"({frame.Length} bytes that are no message: {rejection})";
        if (!m.FixedFieldsAreWhole) return $"{m.Spec.Code}({frame.Length} bytes with damaged fixed fields)";

        var text = new StringBuilder(Encoding.Latin1.GetString(m.Code));
        foreach (var field in m.Spec.FixedFields) text.Append(Encoding.Latin1.GetString(m.Get(field)));
        foreach (var piece in m.GetEverything())
        {
            var field = m.Spec.FieldOf(piece.Tag);
            text.Append(Encoding.Latin1.GetString(piece.Code));
            if (field is not null && field.Sensitivity < from) text.Append(table.Style.Encoding.GetString(piece.Value));
            else if (!piece.Value.IsEmpty) text.Append(Mask);
            text.Append('|');
        }
        // What came on the wire may hold anything; a log line holds no line breaks.
        for (var at = 0; at < text.Length; at++)
            if (char.IsControl(text[at])) text[at] = ' ';
        return text.ToString();
    }

    static string MeaningOf(Sip2Field field, string value, DateTimeOffset? date, WireStyle style) => field.Kind switch
    {
        FieldKind.Date => date is { } instant
            ? style.Clock.LocalOf(instant).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
            : "",
        FieldKind.PatronStatus => Positions(value, CodeLists.PatronStatus, "no blocks"),
        FieldKind.Summary => Positions(value, CodeLists.Summary, "counts only"),
        FieldKind.Messages => Positions(value, CodeLists.SupportedMessages, "none"),
        _ => field.Meanings.GetValueOrDefault(value, ""),
    };

    static string Positions(string value, IReadOnlyList<string> names, string none)
    {
        var set = value.Select((character, at) => (character, at)).Where(position => position.character == 'Y')
            .Select(position => position.at < names.Count ? names[position.at] : $"position {position.at}").ToList();
        return set.Count == 0 ? none : string.Join(", ", set);
    }
}
