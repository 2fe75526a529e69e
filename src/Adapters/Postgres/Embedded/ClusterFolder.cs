using System.Security.Cryptography;
using System.Text;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>Where the parts of the private cluster lie.</summary>
/// <param name="Root">DATA/postgres, or the folder it links to.</param>
/// <param name="Socket">Folder of the Unix socket.</param>
public sealed record ClusterFolder(string Root, string Socket)
{
    /// <summary>sun_path holds 108 bytes, the last one zero.</summary>
    const int LongestSocketPath = 107;

    const string SocketName = "/.s.PGSQL.5432";

    /// <summary>PostgreSQL's own files.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>Where initdb works, so that a first start broken off half-way leaves nothing that looks finished.</summary>
    public string Unfinished => Path.Combine(Root, "data.new");

    /// <summary>What PostgreSQL says until its own log is open.</summary>
    public string StartLog => Path.Combine(Root, "start.log");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>Major version of the data, or null before the first start.</summary>
    public int? Major => File.Exists(Path.Combine(Data, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Whether a process of PostgreSQL is at work here: all of them have the data as their current folder.</summary>
    public bool IsInUse()
    {
        // Without /proc (macOS) only PostgreSQL itself can tell, from its own file.
        if (!Directory.Exists("/proc/self")) return File.Exists(PidFile);
        return Directory.EnumerateDirectories("/proc").Any(process =>
        {
            try
            {
                return char.IsAsciiDigit(Path.GetFileName(process)[0]) && new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Data;
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
    }

    /// <summary>Makes the folders under a data folder, with an owner who may use them.</summary>
    public static async Task<ClusterFolder> PrepareAsync(string dataFolder, ClusterAccount account, CancellationToken cancel)
    {
        var root = await RootAsync(Path.Combine(Path.GetFullPath(dataFolder), "postgres"), account, cancel);
        await account.OwnAsync(root, cancel);
        var socket = Path.Combine(root, "socket");
        if (Encoding.UTF8.GetByteCount(socket + SocketName) > LongestSocketPath) socket = ShortFolder(root);
        await account.OwnAsync(socket, cancel);
        return new(root, socket);
    }

    /// <summary>
    /// DATA/postgres; when root's data folder lies where the account cannot enter (below /root, say), a folder of
    /// its own in /var/lib that DATA/postgres links to. Nobody's folders are opened to others for it.
    /// </summary>
    static async Task<string> RootAsync(string wanted, ClusterAccount account, CancellationToken cancel)
    {
        if (new DirectoryInfo(wanted).LinkTarget is { } elsewhere) return elsewhere;
        if (await account.CanEnterAsync(Path.GetDirectoryName(wanted)!, cancel)) return wanted;
        if (Directory.Exists(wanted))
            throw new SetupException($"The account {account.Name}, which runs PostgreSQL for root, cannot enter {wanted}. "
                                     + "Move the data folder to a place it can enter, such as /srv, and name it with --data.");

        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var elsewhereRoot = $"/var/lib/protocolserver/{name}";
        Directory.CreateDirectory(elsewhereRoot);
        Directory.CreateSymbolicLink(wanted, elsewhereRoot);
        return elsewhereRoot;
    }

    static string ShortFolder(string root)
    {
        var name = "protocolserver-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
        var parent = Environment.IsPrivilegedProcess && Directory.Exists("/run") ? "/run" : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return Path.Combine(Directory.Exists(parent) ? parent : "/tmp", name);
    }
}
