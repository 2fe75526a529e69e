using System.Collections.Concurrent;
using System.Reflection;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>The queries, each in its own file of Queries/ that also runs in psql; read once.</summary>
public static class SqlText
{
    static readonly ConcurrentDictionary<string, string> Read = new(StringComparer.Ordinal);

    /// <param name="name">File name without <c>.sql</c>.</param>
    public static string Of(string name) => Read.GetOrAdd(name, static file => Resource($"query/{file}.sql"));

    internal static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not among the files built into {nameof(Adapters)}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
