using System.Collections.Frozen;
using System.Reflection;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// Library files as text: the ones that come with the server, and a library's own from a folder, where a file of the same name
/// replaces the one that comes with the server.
/// </summary>
public static class LibraryFiles
{
    const string Prefix = "library/";
    const string Suffix = ".yaml";

    /// <summary>Every library file by its id; all mistakes of all files together.</summary>
    /// <param name="folder">Where a library's own files are; null for none.</param>
    public static Checked<FrozenDictionary<string, LibraryFile>> Load(string? folder = null)
    {
        var errors = new FileErrors();
        var texts = new SortedDictionary<string, (string File, string Text)>(StringComparer.Ordinal);
        foreach (var (name, text) in Embedded()) texts[name] = (name + Suffix, text);
        if (folder is not null && !Directory.Exists(folder))
            errors.Add(folder, 0, "", "there is no such folder; create it, or leave the folder of library files out of the configuration.");
        else if (folder is not null)
            foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
                texts[Path.GetFileNameWithoutExtension(path)] = (path, File.ReadAllText(path));

        var libraries = new Dictionary<string, LibraryFile>(StringComparer.Ordinal);
        foreach (var (name, (file, text)) in texts)
            if (LibraryFileReader.Read(file, name, text, errors) is { } library)
                libraries.Add(name, library);
        return new(libraries.ToFrozenDictionary(StringComparer.Ordinal), errors.InOrder());
    }

    /// <summary>One library file from its text; its id is the file's name without the ending.</summary>
    public static Checked<LibraryFile> Read(string file, string text)
    {
        var errors = new FileErrors();
        var library = LibraryFileReader.Read(file, Path.GetFileNameWithoutExtension(file), text, errors);
        return new(library, errors.InOrder());
    }

    static IEnumerable<(string Name, string Text)> Embedded() =>
        Resources.Of(typeof(LibraryFile).Assembly, Prefix).Select(r => (r.Name[..^Suffix.Length], r.Text));
}

/// <summary>Embedded texts by the prefix of their names.</summary>
static class Resources
{
    public static IEnumerable<(string Name, string Text)> Of(Assembly assembly, string prefix)
    {
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[prefix.Length..], reader.ReadToEnd());
        }
    }
}
