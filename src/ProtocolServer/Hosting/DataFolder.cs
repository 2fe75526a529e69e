using System.Globalization;
using ProtocolServer.Adapters;

namespace ProtocolServer.Hosting;

/// <summary>The folder that holds all a server keeps on this machine; one server at a time.</summary>
public sealed class DataFolder : IDisposable
{
    const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly FileStream? ownership;

    DataFolder(string root, FileStream? ownership) => (Root, this.ownership) = (root, ownership);

    public string Root { get; }

    public string Certificates => Sub("certificates");

    public string Logs => Sub("logs");

    /// <summary>For scripts: terminals, readers and items of the demonstration data.</summary>
    public string DemoFile => Path.Combine(Root, "demo.json");

    /// <summary>How other programs of this user reach the embedded database while the server runs.</summary>
    public string ConnectionFile => Path.Combine(Root, "connection");

    /// <summary>False for a command that works beside a running server.</summary>
    public bool IsOwned => ownership is not null;

    /// <summary>Takes the folder, making it if there is none; refuses while another server has it.</summary>
    public static DataFolder Open(string path) => TryOpen(path) ?? throw new SetupException(
        $"Another server{Owner(path)} is at work on the data folder {Path.GetFullPath(path)}. Stop it, or name another folder with --data.");

    /// <summary>Takes the folder, or uses it beside the server that has it.</summary>
    public static DataFolder OpenOrJoin(string path) => TryOpen(path) ?? new(Path.GetFullPath(path), null);

    /// <returns>Null while another server has it.</returns>
    public static DataFolder? TryOpen(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            // Root's PostgreSQL runs under another account, which must pass through, and no more. A folder that is there keeps its mode.
            Directory.CreateDirectory(root, Environment.IsPrivilegedProcess ? Mine | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Mine);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The data folder {root} cannot be used: {closed.Message} Give this user the right to write there, or name another folder with --data.", closed);
        }

        try
        {
            var ownership = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(Path.Combine(root, "server.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(root, ownership);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (ownership is null) return;
        File.Delete(Path.Combine(Root, "server.pid"));
        ownership.Dispose();
    }

    static string Owner(string path)
    {
        var file = Path.Combine(path, "server.pid");
        return File.Exists(file) ? $" (process {File.ReadAllText(file)})" : "";
    }

    string Sub(string name)
    {
        var folder = Path.Combine(Root, name);
        Directory.CreateDirectory(folder, Mine);
        return folder;
    }
}
