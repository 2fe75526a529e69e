using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>
/// Stands where frames of a terminal come in and answers go out, and turns its habits into the standard in UTF-8 and back: encoding,
/// delimiter, checksum habit, values. A frame that is plain ASCII and has nothing to change passes as it is.
/// </summary>
sealed class Translator
{
    readonly FrozenDictionary<string, Shape> shapes;

    public required MessageTable Table { get; init; }

    public required TerminalEncoding Encoding { get; init; }

    public char Delimiter { get; init; } = '|';

    public ErrorDetection ErrorDetection { get; init; }

    /// <summary>Bytes of an answer without terminator.</summary>
    public int? LongestAnswer { get; init; }

    /// <param name="shapes">By message code; a message that is not there keeps its values.</param>
    public Translator(IReadOnlyDictionary<string, Shape> shapes) => this.shapes = shapes.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A request as the standard has it.</summary>
    public ReadOnlyMemory<byte> Incoming(ReadOnlyMemory<byte> frame)
    {
        var span = frame.Span;
        if (span.Length < 2) return frame;
        var code = System.Text.Encoding.ASCII.GetString(span[..2]);
        var shape = shapes.GetValueOrDefault(code);
        var isPlain = Delimiter == '|' && Ascii.IsValid(span);
        if (isPlain && shape is null && ErrorDetection is ErrorDetection.Allowed or ErrorDetection.Demanded) return frame;

        // Where the fields end is told by the delimiter; whether the sum is right, by the bytes as they came.
        byte[]? swapped = null;
        if (Delimiter != '|')
        {
            swapped = span.ToArray();
            swapped.AsSpan().Replace((byte)Delimiter, (byte)'|');
        }
        var tail = FrameTail.Of(swapped ?? span);
        var contentEnd = tail.ContentEnd;
        var verifies = ErrorDetection is ErrorDetection.Unchecked or ErrorDetection.Off || (swapped is null ? tail.ChecksumVerifies : IsRight(span, (byte)Delimiter));
        if (tail.HasChecksum && !verifies) return frame;

        var text = Encoding.Decode(span[..contentEnd]);
        if (Delimiter != '|') text = text.Replace('|', '/').Replace(Delimiter, '|');
        var content = System.Text.Encoding.UTF8.GetBytes(text);
        // An answer that a terminal sends is rejected; the edits of answers are none of it.
        if (shape is not null && Sip2Reader.TryRead(content, Table, out var request) && Table.ExchangeOf(request.Spec) is not null) content = Edited(request, shape);

        var trailer = ErrorDetection is ErrorDetection.Off ? Sip2Trailer.None : new Sip2Trailer(tail.Sequence, tail.HasChecksum);
        var standard = new byte[content.Length + Sip2Trailer.MaxBytes];
        content.CopyTo(standard, 0);
        return standard.AsMemory(0, content.Length + trailer.Write(content, standard.AsSpan(content.Length)));
    }

    /// <summary>The sum of a frame with another delimiter, over the bytes as they came.</summary>
    static bool IsRight(ReadOnlySpan<byte> frame, byte delimiter)
    {
        frame = frame.TrimEnd(delimiter);
        var az = frame.LastIndexOf("AZ"u8);
        return az >= 0 && Sip2Checksum.TryRead(frame[(az + 2)..], out var checksum) && Sip2Checksum.Verifies(frame[..(az + 2)], checksum);
    }

    static byte[] Edited(in Sip2Reader request, Shape shape)
    {
        var message = MessageText.OfRequest(request.Spec, request);
        shape.Apply(message);
        var text = new StringBuilder().Append(message.FixedPart);
        foreach (var (id, value) in message.Fields) text.Append(shape.IdOf(id)).Append(value).Append('|');
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>An answer as the terminal wants it.</summary>
    /// <param name="body">Without AY, AZ and terminator.</param>
    public ReadOnlyMemory<byte> Outgoing(ReadOnlyMemory<byte> body)
    {
        var span = body.Span;
        var code = System.Text.Encoding.ASCII.GetString(span[..Math.Min(2, span.Length)]);
        var shape = shapes.GetValueOrDefault(code);
        if (shape is null && Delimiter == '|' && Ascii.IsValid(span) && !(span.Length > LongestAnswer)) return body;
        if (Table.Find(code) is not { } spec) return body;
        var message = MessageText.OfAnswer(spec, span);
        shape?.Apply(message);
        var written = Written(message, shape);
        // Of what is repeated the last entries go first, until the rest fits.
        while (written.WrittenCount + Sip2Trailer.MaxBytes > LongestAnswer && Shorten(message)) written = Written(message, shape);
        return written.WrittenMemory;
    }

    ArrayBufferWriter<byte> Written(MessageText message, Shape? shape)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Advance(System.Text.Encoding.ASCII.GetBytes(message.FixedPart, output.GetSpan(message.FixedPart.Length)));
        foreach (var (id, value) in message.Fields)
        {
            var sentAs = shape?.IdOf(id) ?? id;
            output.Advance(System.Text.Encoding.ASCII.GetBytes(sentAs, output.GetSpan(2)));
            Encoding.Write(value, id, output);
            output.GetSpan(1)[0] = (byte)Delimiter;
            output.Advance(1);
        }
        return output;
    }

    static bool Shorten(MessageText message)
    {
        for (var at = message.Fields.Count - 1; at >= 0; at--)
        {
            if (Fields.Find(Sip2Field.TagOf(message.Fields[at].Id)) is not { Repeatable: true }) continue;
            message.Fields.RemoveAt(at);
            return true;
        }
        return false;
    }
}

/// <summary>What changes of one message: its values first, then which fields are sent, under which ids, in which order.</summary>
/// <param name="Renamed">The standard's id → the terminal's.</param>
/// <param name="Hidden">Ids that are not sent, or not heard.</param>
/// <param name="Rank">Place of a field in the order of writing; null: as they stand.</param>
sealed record Shape(IReadOnlyList<Edit> Edits, FrozenDictionary<string, string> Renamed, FrozenSet<string> Hidden, Func<string, int>? Rank)
{
    public string IdOf(string id) => Renamed.GetValueOrDefault(id, id);

    public void Apply(MessageText message)
    {
        foreach (var edit in Edits) edit(message);
        foreach (var id in Hidden) message.Remove(id);
        if (Rank is not null) message.Reorder(Rank);
    }
}
