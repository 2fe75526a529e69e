using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>A message taken apart into text, while a dialect changes it. Field ids are the standard's.</summary>
sealed class MessageText
{
    readonly char[] whole;

    MessageText(MessageSpec spec, string fixedPart, List<(string Id, string Value)> fields) => (Spec, whole, Fields) = (spec, fixedPart.ToCharArray(), fields);

    public MessageSpec Spec { get; }

    /// <summary>Variable fields in their order.</summary>
    public List<(string Id, string Value)> Fields { get; private set; }

    public ReadOnlySpan<char> FixedPart => whole;

    /// <summary>An answer as the server has written it, in UTF-8.</summary>
    public static MessageText OfAnswer(MessageSpec spec, ReadOnlySpan<byte> body) =>
        new(spec, Encoding.ASCII.GetString(body[..Math.Min(spec.FixedLength, body.Length)]), Pieces(Encoding.UTF8.GetString(body[Math.Min(spec.FixedLength, body.Length)..])));

    /// <summary>A request as it came; its fixed part may be too short.</summary>
    public static MessageText OfRequest(MessageSpec spec, in Sip2Reader request) =>
        new(spec, Encoding.UTF8.GetString(request.FixedPart), Pieces(Encoding.UTF8.GetString(request.Content[request.FixedPart.Length..])));

    static List<(string, string)> Pieces(string text)
    {
        var fields = new List<(string, string)>();
        foreach (var piece in text.Split('|'))
            if (piece.Length >= 2)
                fields.Add((piece[..2], piece[2..]));
        return fields;
    }

    /// <summary>The first value of a variable field, or a fixed field's; null when it is not there.</summary>
    public string? Get(string field)
    {
        if (field.Length == 2)
        {
            foreach (var (id, value) in Fields)
                if (id == field)
                    return value;
            return null;
        }
        return PlaceOf(field) is var (at, width) ? new string(whole, at, width).Trim() : null;
    }

    /// <summary>Puts a value in place of all the field's values; at the end where there is none yet.</summary>
    public void Set(string field, string value)
    {
        if (field.Length != 2)
        {
            if (PlaceOf(field) is var (at, width)) value.PadRight(width)[..width].CopyTo(0, whole, at, width);
            return;
        }
        var first = Fields.FindIndex(piece => piece.Id == field);
        if (first < 0)
        {
            Fields.Add((field, value));
            return;
        }
        Fields[first] = (field, value);
        for (var at = Fields.Count - 1; at > first; at--)
            if (Fields[at].Id == field)
                Fields.RemoveAt(at);
    }

    /// <summary>Puts several values in place of those there are.</summary>
    public void SetAll(string field, IEnumerable<string> values)
    {
        var first = Fields.FindIndex(piece => piece.Id == field);
        Fields.RemoveAll(piece => piece.Id == field);
        Fields.InsertRange(first < 0 ? Fields.Count : first, values.Select(value => (field, value)));
    }

    /// <summary>Changes every value of a field.</summary>
    public void Change(string field, Func<string, string> change)
    {
        if (field.Length != 2)
        {
            if (Get(field) is { } value) Set(field, change(value));
            return;
        }
        for (var at = 0; at < Fields.Count; at++)
            if (Fields[at].Id == field)
                Fields[at] = (field, change(Fields[at].Value));
    }

    public IEnumerable<string> All(string field) => Fields.Where(piece => piece.Id == field).Select(piece => piece.Value);

    public void Remove(string field) => Fields.RemoveAll(piece => piece.Id == field);

    public void Reorder(Func<string, int> rank) => Fields = [.. Fields.OrderBy(piece => rank(piece.Id))];

    /// <summary>Whether the answer says that it was done; null where it says nothing of the kind.</summary>
    public bool? IsDone => (Spec.FixedFields is [{ Kind: FieldKind.Digit or FieldKind.Flag } first, ..] && whole.Length >= 2 + first.Width ? new string(whole, 2, first.Width) : Get("OK") ?? Get("BL")) switch
    {
        "1" or "Y" => true,
        "0" or "N" => false,
        _ => null,
    };

    (int At, int Width)? PlaceOf(string name)
    {
        var at = 2;
        foreach (var field in Spec.FixedFields)
        {
            if (FixedNames.Of(field) == name) return at + field.Width <= whole.Length ? (at, field.Width) : null;
            at += field.Width;
        }
        return null;
    }
}

/// <summary>Fixed fields by name, since they have no id: <c>circulation status</c> is <c>circulation-status</c>.</summary>
static class FixedNames
{
    public static IEnumerable<string> All => Wire.Fields.All.Where(one => one.IsFixed).Select(Of).Distinct();

    public static string Of(Sip2Field field) => field.Name.ToLowerInvariant().Replace(' ', '-').Replace('/', '-');
}
