using System.Globalization;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>PostgreSQL's server programs as they are installed on this machine.</summary>
/// <param name="Folder">The folder with initdb, pg_ctl and postgres.</param>
/// <param name="Major">Major version: a cluster's files belong to one.</param>
public sealed record PostgresPrograms(string Folder, int Major)
{
    const int OldestMajor = 14;

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The version the data were made with, else the newest installed.</summary>
    /// <param name="major">Major version of data that exist already.</param>
    public static async Task<PostgresPrograms> FindAsync(int? major, ProgramRunner runner, CancellationToken cancel)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in Folders().Distinct(StringComparer.Ordinal))
            if (await VersionAsync(folder, runner, cancel) is { } version)
                found.Add(new(folder, version));

        if (major is { } wanted)
            return found.Find(programs => programs.Major == wanted) ?? throw new SetupException(
                $"The database of this data folder was made by PostgreSQL {wanted}, which is not installed here "
                + $"(found: {(found.Count == 0 ? "none" : string.Join(", ", found.Select(p => p.Major)))}). "
                + $"Install PostgreSQL {wanted} (Debian, Ubuntu: apt-get install postgresql-{wanted}), or start with another --data folder.");

        return found.Where(programs => programs.Major >= OldestMajor).MaxBy(programs => programs.Major) ?? throw new SetupException(
            $"PostgreSQL {OldestMajor} or newer was not found on this machine. Install it (Debian, Ubuntu: apt-get install postgresql; "
            + "macOS: brew install postgresql), or name a running database with --connection \"Host=...\".");
    }

    static IEnumerable<string> Folders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            if (Real(Path.Combine(folder, "initdb")) is { } real)
                yield return real;

        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        foreach (var root in roots.Where(Directory.Exists))
            foreach (var version in Directory.EnumerateDirectories(root))
                if (Real(Path.Combine(version, "bin", "initdb")) is { } real)
                    yield return real;
    }

    /// <summary>The folder a program really lives in: a link in PATH may stand for one program of the set only.</summary>
    static string? Real(string initdb)
    {
        if (!File.Exists(initdb)) return null;
        var folder = Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)!;
        return File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "pg_ctl")) ? folder : null;
    }

    /// <summary>Reads <c>postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)</c>.</summary>
    static async Task<int?> VersionAsync(string folder, ProgramRunner runner, CancellationToken cancel)
    {
        var answer = await runner.RunAsync(Path.Combine(folder, "postgres"), ["--version"], TimeSpan.FromMinutes(1), cancel);
        var words = answer.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return answer.Succeeded && words.Length > 2
               && int.TryParse(words[2].Split('.')[0].AsSpan().TrimEnd("develbtarc"), CultureInfo.InvariantCulture, out var major)
            ? major
            : null;
    }
}
