using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>One numbered step of the schema, such as <c>0001_circulation.sql</c>; never edited once it has been released.</summary>
public sealed record Migration(int Version, string Name, string Sql)
{
    const string Folder = "migration/";

    /// <summary>SHA-256 of the text, in hexadecimal digits; independent of the line ends of a check-out.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The steps built into this program, in order.</summary>
    public static IReadOnlyList<Migration> BuiltIn { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Parse(Path.GetFileNameWithoutExtension(name[Folder.Length..]), SqlText.Resource(name)))
            .OrderBy(step => step.Version),
    ];

    /// <param name="file">Four digits, an underscore, a name.</param>
    public static Migration Parse(string file, string sql) =>
        file is [_, _, _, _, '_', ..] && int.TryParse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(version, file[5..], sql)
            : throw new InvalidOperationException($"Migration {file} must be named like 0001_name.");
}
