using System.Globalization;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>
/// Who runs PostgreSQL's programs. PostgreSQL refuses to run as root, so a server started by root drops to an
/// account without privileges; any other user runs them as herself.
/// </summary>
public sealed class ClusterAccount
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly ProgramRunner runner;
    readonly string[] prefix;

    ClusterAccount(ProgramRunner runner, string? name, string[] prefix) => (this.runner, Name, this.prefix) = (runner, name, prefix);

    /// <summary>The account dropped to, or null when the programs run as this user.</summary>
    public string? Name { get; }

    public static ClusterAccount Choose(ProgramRunner runner)
    {
        if (!Environment.IsPrivilegedProcess) return new(runner, null, []);

        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToArray();
        var account = Array.Find(accounts, parts => parts[0] == "postgres") ?? Array.Find(accounts, parts => parts[0] == "nobody")
            ?? throw new SetupException(
                "The server runs as root, and PostgreSQL does not: neither account \"postgres\" nor \"nobody\" exists to run it. "
                + "Start the server as an ordinary user, or create an account named postgres (useradd --system postgres).");

        string[] setpriv = ["/usr/bin/setpriv", "/bin/setpriv"];
        string[] runuser = ["/usr/sbin/runuser", "/sbin/runuser", "/usr/bin/runuser"];
        if (Array.Find(setpriv, File.Exists) is { } drop)
            return new(runner, account[0], [drop, "--reuid", account[2], "--regid", account[3], "--clear-groups", "--"]);
        if (Array.Find(runuser, File.Exists) is { } change)
            return new(runner, account[0], [change, "-u", account[0], "--"]);

        throw new SetupException(
            "The server runs as root, and PostgreSQL does not: setpriv or runuser is needed to change the account. "
            + "Install util-linux (Debian, Ubuntu: apt-get install util-linux), or start the server as an ordinary user.");
    }

    public Task<ProgramAnswer> RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancel)
    {
        string[] words = [.. prefix, program, .. arguments];
        return runner.RunAsync(words[0], words[1..], limit, cancel);
    }

    /// <summary>Makes a folder that only this account can enter.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Name is null) return;

        var answer = await runner.RunAsync("chown", [string.Create(CultureInfo.InvariantCulture, $"{Name}:"), folder], Limit, cancel);
        if (!answer.Succeeded)
            throw new SetupException($"The folder {folder} could not be given to the account {Name}: {answer.Output}. "
                                     + "Choose a --data folder on a local disk, or start the server as an ordinary user.");
    }

    /// <summary>Whether every folder on the way is open to this account.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancel) =>
        Name is null || (await RunAsync("test", ["-x", folder], Limit, cancel)).Succeeded;
}
