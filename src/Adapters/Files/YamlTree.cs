using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ProtocolServer.Adapters.Files;

/// <summary>A value of a YAML file that knows where it stands.</summary>
/// <param name="Path">Such as <c>loans[2].days</c>; list positions count from 1.</param>
abstract record YamlValue(string File, int Line, string Path);

sealed record YamlText(string File, int Line, string Path, string Value) : YamlValue(File, Line, Path);

sealed record YamlList(string File, int Line, string Path, IReadOnlyList<YamlValue> Values) : YamlValue(File, Line, Path);

sealed record YamlMap(string File, int Line, string Path, IReadOnlyDictionary<string, YamlValue> Members)
    : YamlValue(File, Line, Path)
{
    /// <summary>Line of each member's key.</summary>
    public required IReadOnlyDictionary<string, int> KeyLines { get; init; }
}

/// <summary>
/// Reads one YAML document as a tree of texts, lists and maps. Nothing is guessed: every scalar is its text, a key stands once,
/// and anchors, tags and further documents are mistakes.
/// </summary>
sealed class YamlTree
{
    readonly string file;
    readonly FileErrors errors;
    readonly IParser events;

    YamlTree(string file, TextReader text, FileErrors errors) =>
        (this.file, this.errors, events) = (file, errors, new Parser(text));

    /// <summary>The map at the top; null when there is none, which is told.</summary>
    public static YamlMap? Read(string file, string text, FileErrors errors)
    {
        using var reader = new StringReader(text);
        try
        {
            return new YamlTree(file, reader, errors).Document();
        }
        catch (YamlException mistake)
        {
            errors.Add(file, (int)mistake.Start.Line, "", $"is not YAML: {mistake.Message} Check the indentation and the quotes here.");
            return null;
        }
    }

    YamlMap? Document()
    {
        events.Consume<StreamStart>();
        if (events.Accept<StreamEnd>(out _)) return Missing();
        events.Consume<DocumentStart>();
        var top = Value("");
        events.Consume<DocumentEnd>();
        if (events.Accept<DocumentStart>(out var second))
            errors.Add(file, (int)second.Start.Line, "", "a second document begins; keep one document to a file.");
        return top as YamlMap ?? Missing();
    }

    YamlMap? Missing()
    {
        errors.Add(file, 1, "", "is empty or has no members; write 'member: value' lines.");
        return null;
    }

    YamlValue Value(string path)
    {
        if (events.TryConsume<Scalar>(out var scalar)) return Text(scalar, path);
        if (events.TryConsume<SequenceStart>(out var sequence)) return List(sequence, path);
        if (events.TryConsume<MappingStart>(out var mapping)) return Map(mapping, path);
        var other = events.Consume<ParsingEvent>();
        errors.Add(file, (int)other.Start.Line, path, "aliases are not read; write the value itself.");
        return new YamlText(file, (int)other.Start.Line, path, "");
    }

    YamlText Text(Scalar scalar, string path)
    {
        Plain(scalar, path);
        return new(file, (int)scalar.Start.Line, path, scalar.Value);
    }

    YamlList List(SequenceStart start, string path)
    {
        Plain(start, path);
        var values = new List<YamlValue>();
        while (!events.TryConsume<SequenceEnd>(out _)) values.Add(Value($"{path}[{values.Count + 1}]"));
        return new(file, (int)start.Start.Line, path, values);
    }

    YamlMap Map(MappingStart start, string path)
    {
        Plain(start, path);
        var members = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            if (!events.TryConsume<Scalar>(out var key))
            {
                var odd = Value(path);
                errors.Add(odd, "a key must be a plain word.");
                Value(path);
                continue;
            }

            var line = (int)key.Start.Line;
            var at = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = Value(at);
            if (members.TryAdd(key.Value, value)) lines.Add(key.Value, line);
            else errors.Add(file, line, at, $"stands twice; the first is in line {lines[key.Value]}. Keep one of them.");
        }

        return new(file, (int)start.Start.Line, path, members) { KeyLines = lines };
    }

    void Plain(NodeEvent node, string path)
    {
        if (!node.Anchor.IsEmpty) errors.Add(file, (int)node.Start.Line, path, "anchors are not read; write the value itself.");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            errors.Add(file, (int)node.Start.Line, path, $"the tag '{node.Tag.Value}' is not read; leave it out.");
    }
}
