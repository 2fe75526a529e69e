using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>Reads fixture files: agencies, terminals, readers, cards, titles, items, loans, holds and charges, for demonstrations and tests.</summary>
public static class FixtureFiles
{
    /// <summary>Files from the disk; files of the same network are read as one.</summary>
    /// <param name="now">The day that days such as <c>-12d</c> are counted from.</param>
    public static Checked<ImmutableList<Fixture>> Read(
        IEnumerable<string> paths, IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now)
    {
        var errors = new FileErrors();
        var texts = new List<(string File, string Text)>();
        foreach (var path in paths)
        {
            try
            {
                texts.Add((path, File.ReadAllText(path)));
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                errors.Add(path, 0, "", $"can't be read: {closed.Message}");
            }
        }

        return Read(texts, libraries, now, errors);
    }

    /// <summary>Files as texts with their names.</summary>
    public static Checked<ImmutableList<Fixture>> Read(
        IEnumerable<(string File, string Text)> texts, IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now) =>
        Read(texts, libraries, now, new());

    static Checked<ImmutableList<Fixture>> Read(
        IEnumerable<(string File, string Text)> texts, IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now, FileErrors errors)
    {
        var networks = new Dictionary<string, List<Section>>(StringComparer.Ordinal);
        foreach (var (file, text) in texts)
        {
            if (YamlTree.Read(file, text, errors) is not { } map) continue;
            var top = new Section(map, errors);
            if (top.Text("network", required: true) is not { } network) continue;
            if (networks.TryGetValue(network, out var files)) files.Add(top);
            else networks.Add(network, [top]);
        }

        var fixtures = networks.Select(network => new FixtureReading(libraries, now, errors).Read(network.Key, network.Value)).ToArray();
        foreach (var fixture in fixtures) new FixtureChecks(fixture, errors).Run();
        foreach (var twice in fixtures.SelectMany(f => f.Agencies).GroupBy(a => a.Id).Where(g => g.Count() > 1))
            FixtureChecks.Tell(errors, twice.Last().Place, $"agency {twice.Key} stands twice; an agency id names a library on the whole server.");
        return new(ImmutableList.Create(fixtures), errors.InOrder());
    }
}
