using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Adapters.Files;

/// <summary>What profiles may name: the server's own tables know it.</summary>
public sealed record ProfileVocabulary
{
    /// <summary>Codes of messages a terminal may send.</summary>
    public required FrozenSet<string> Requests { get; init; }

    public required FrozenSet<string> Answers { get; init; }

    /// <summary>Names of fixed fields with hyphens, such as <c>circulation-status</c>.</summary>
    public required FrozenSet<string> FixedFields { get; init; }

    /// <summary>Families of messages beyond the standard.</summary>
    public required FrozenSet<string> Extensions { get; init; }

    /// <summary>Names of encodings.</summary>
    public required FrozenSet<string> Encodings { get; init; }
}

/// <summary>
/// Terminal profiles as text: the ones that come with the server, and a site's own from a folder, where a file of the same name
/// replaces the one that comes with the server. With <c>like: NAME</c> a file says only what differs.
/// </summary>
public sealed class ProfileFiles
{
    const string Prefix = "profile/";
    const string Suffix = ".yaml";

    readonly ProfileVocabulary vocabulary;
    readonly FileErrors errors;
    readonly Dictionary<string, YamlMap> maps = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    readonly Dictionary<string, TerminalProfile?> profiles = new(StringComparer.Ordinal);

    ProfileFiles(ProfileVocabulary vocabulary, FileErrors errors) => (this.vocabulary, this.errors) = (vocabulary, errors);

    /// <summary>Every profile by its name; all mistakes of all files together.</summary>
    /// <param name="builtIn">Holds the profiles that come with the server.</param>
    /// <param name="folder">Where a site's own files are; null for none.</param>
    public static Checked<FrozenDictionary<string, TerminalProfile>> Load(Assembly builtIn, string? folder, ProfileVocabulary vocabulary)
    {
        var errors = new FileErrors();
        var texts = new SortedDictionary<string, (string File, string Text)>(StringComparer.Ordinal);
        foreach (var (name, text) in Resources.Of(builtIn, Prefix)) texts[name[..^Suffix.Length]] = (name, text);
        if (folder is not null && !Directory.Exists(folder))
            errors.Add(folder, 0, "", "there is no such folder; create it, or leave the folder of profiles out of the configuration.");
        else if (folder is not null)
            foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
                texts[Path.GetFileNameWithoutExtension(path)] = (path, File.ReadAllText(path));
        return Read(texts.Select(pair => (pair.Key, pair.Value.File, pair.Value.Text)), vocabulary, errors);
    }

    /// <summary>Profiles from their texts.</summary>
    public static Checked<FrozenDictionary<string, TerminalProfile>> Read(IEnumerable<(string Name, string File, string Text)> files, ProfileVocabulary vocabulary) =>
        Read(files, vocabulary, new());

    static Checked<FrozenDictionary<string, TerminalProfile>> Read(
        IEnumerable<(string Name, string File, string Text)> files, ProfileVocabulary vocabulary, FileErrors errors)
    {
        var all = new ProfileFiles(vocabulary, errors);
        foreach (var (name, file, text) in files)
            if (YamlTree.Read(file, text, errors) is { } map)
            {
                all.maps.Add(name, map);
                all.texts.Add(name, text);
            }
        foreach (var name in all.maps.Keys) all.Find(name, []);
        return new(all.profiles.Where(pair => pair.Value is not null).ToFrozenDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal), errors.InOrder());
    }

    TerminalProfile? Find(string name, ReadOnlySpan<string> heirs)
    {
        if (profiles.TryGetValue(name, out var known)) return known;
        var top = new Section(maps[name], errors);
        var model = new TerminalProfile { Name = name };
        var isWhole = true;
        if (top.Text("like") is { } like)
        {
            if (!maps.ContainsKey(like))
                isWhole = Wrong($"there is no profile '{like}'; {Section.OneOf(like, maps.Keys.Where(other => other != name))}");
            else if (like == name || heirs.Contains(like))
                isWhole = Wrong($"goes round in a circle: {string.Join(" → ", [.. heirs, name, like])}. Let one of them stand on its own.");
            else if (Find(like, [.. heirs, name]) is { } found) model = found;
            else isWhole = false;
        }
        // What an heir adds can be checked even where its model is wrong.
        var before = errors.Count;
        var read = new ProfileFileReader(top, model with { Name = name, Edition = EditionOf(model.Edition + texts[name]) }, vocabulary).Profile();
        return profiles[name] = isWhole && errors.Count == before ? read : null;

        static string EditionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

        bool Wrong(string message)
        {
            top.Wrong("like", message);
            return false;
        }
    }
}
