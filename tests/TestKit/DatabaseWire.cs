using System.Net.Sockets;
using System.Text;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// A wire between server and PostgreSQL that can be cut and that can hold back answers: so a test knows that a commit has happened of
/// which the server has not heard. It listens on a socket of its own in a folder of its own.
/// </summary>
public sealed class DatabaseWire : IAsyncDisposable
{
    const string SocketName = ".s.PGSQL.5432";

    readonly string target;
    readonly string folder = TestCluster.NewFolder("wire");
    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource ending = new();
    readonly List<Socket> open = [];
    readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<KeyValuePair<Line, byte[]>> held = [];
    volatile byte[]? holdAfter;
    volatile bool isCut;

    DatabaseWire(string targetFolder)
    {
        target = Path.Combine(targetFolder, SocketName);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, SocketName)));
        listener.Listen(64);
        _ = AcceptAsync();
    }

    /// <summary>Around an Npgsql connection string with a socket folder as its host.</summary>
    public static DatabaseWire Around(string connectionString, out string throughWire)
    {
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        var wire = new DatabaseWire(builder.Host!);
        builder.Host = wire.folder;
        throughWire = builder.ConnectionString;
        return wire;
    }

    /// <summary>From the first request that holds these words on, nothing that PostgreSQL answers on that line is passed on.</summary>
    public void HoldAnswersAfter(string words) => holdAfter = Encoding.UTF8.GetBytes(words);

    /// <summary>Completes when PostgreSQL has answered such a request, and so has committed it.</summary>
    public Task Committed => committed.Task;

    /// <summary>What was held back is passed on, and everything after it.</summary>
    public async Task ReleaseAsync()
    {
        holdAfter = null;
        KeyValuePair<Line, byte[]>[] kept;
        lock (open)
        {
            kept = [.. held];
            held.Clear();
            foreach (var (line, _) in kept) line.IsHeld = false;
        }
        foreach (var (line, bytes) in kept) await line.Server.SendAsync(bytes);
    }

    /// <summary>Every line is broken and no new one gets through, until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        isCut = true;
        Break();
    }

    public void Mend() => isCut = false;

    /// <summary>Every line is broken, and what was held back on it is lost; a new one gets through at once.</summary>
    public void Break()
    {
        holdAfter = null;
        lock (open)
        {
            foreach (var socket in open) socket.Dispose();
            open.Clear();
        }
    }

    async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            Socket server;
            try
            {
                server = await listener.AcceptAsync(ending.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            if (isCut)
            {
                server.Dispose();
                continue;
            }
            var database = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await database.ConnectAsync(new UnixDomainSocketEndPoint(target));
            }
            catch (SocketException)
            {
                // Too many at once for PostgreSQL's own queue: who asks for this line asks again, and the next one is let in.
                database.Dispose();
                server.Dispose();
                continue;
            }
            lock (open)
            {
                // It may have been cut meanwhile; PostgreSQL's end goes with the pump's.
                if (isCut) server.Dispose();
                open.AddRange([server, database]);
            }
            var line = new Line(server);
            _ = PumpAsync(server, database, sent => Watch(line, sent));
            _ = PumpAsync(database, server, answer => Answered(line, answer));
        }
    }

    /// <summary>False: it is not passed on.</summary>
    bool Watch(Line line, ReadOnlySpan<byte> sent)
    {
        if (holdAfter is not { } words) return true;
        // The words may come in two pieces.
        byte[] seen = [.. line.Tail, .. sent];
        if (seen.AsSpan().IndexOf(words) >= 0) line.IsHeld = true;
        line.Tail = seen[^Math.Min(seen.Length, words.Length - 1)..];
        return true;
    }

    bool Answered(Line line, ReadOnlySpan<byte> answer)
    {
        lock (open)
        {
            if (!line.IsHeld) return true;
            held.Add(new(line, answer.ToArray()));
        }
        committed.TrySetResult();
        return false;
    }

    delegate bool Passes(ReadOnlySpan<byte> bytes);

    async Task PumpAsync(Socket from, Socket to, Passes passes)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, ending.Token) is > 0 and var count)
                if (passes(buffer.AsSpan(0, count)))
                    await to.SendAsync(buffer.AsMemory(0, count), ending.Token);
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line is broken, as it should be.
        }
        from.Dispose();
        to.Dispose();
    }

    sealed class Line(Socket server)
    {
        public Socket Server => server;

        public volatile bool IsHeld;

        /// <summary>The last octets that were sent, as many as may be the beginning of what is looked for.</summary>
        public byte[] Tail { get; set; } = [];
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        Cut();
        TestCluster.Remove(folder);
        ending.Dispose();
    }
}
