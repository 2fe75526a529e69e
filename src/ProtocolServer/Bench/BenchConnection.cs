using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace ProtocolServer.Bench;

/// <summary>One terminal: sends, waits for the answer, checks it, sends the next. Nothing is allocated per message.</summary>
sealed class BenchConnection(BenchPlan plan, BenchRun run, IReadOnlyList<BenchReader> readers) : IDisposable
{
    const int SmallestBuffer = 1024, LargestBuffer = 64 * 1024;

    readonly IReadOnlyList<BenchRequest> cycle = BenchRequest.Cycle(plan, readers);
    byte[] buffer = new byte[SmallestBuffer];
    int filled;
    Socket? socket;
    Stream? stream;
    int sequence;
    long number;
    long sentAt;

    /// <summary>Answers that were right, in all and in the time that is measured.</summary>
    public long Answers { get; private set; }

    public LatencyHistogram Latency { get; } = new();

    public long[] Errors { get; } = new long[Enum.GetValues<BenchError>().Length];

    /// <summary>What the server said to the first request it refused.</summary>
    public string? Reason { get; private set; }

    public bool IsLoggedIn { get; private set; }

    /// <summary>Time since the request that has no answer yet; zero when none is out.</summary>
    public TimeSpan Waiting => Volatile.Read(ref sentAt) is not 0 and var at ? Stopwatch.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Cuts the connection; the loop sees it and connects again.</summary>
    public void Cut()
    {
        Errors[(int)BenchError.NoAnswer]++;
        socket?.Dispose();
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!run.IsOver && !cancel.IsCancellationRequested)
        {
            if (!await OpenAsync(cancel)) await Task.Delay(200, CancellationToken.None);
            else if (plan.Mix is BenchMix.Idle) return;
            else await SendAllAsync();
        }
    }

    /// <summary>Asks 99 on the open connection: whether the server still knows us.</summary>
    public async Task<bool> IsAliveAsync() => IsLoggedIn && await AskAsync(cycle[0]) is BenchError.None;

    async Task SendAllAsync()
    {
        for (var at = 0; ; at = (at + 1) % cycle.Count)
        {
            var error = await AskAsync(cycle[at]);
            Errors[(int)error]++;
            if (error is BenchError.Closed) return;
            if (error is BenchError.None) Answers++;
            if (run.IsOver && cycle[at].EndsStep) return;
        }
    }

    async Task<BenchError> AskAsync(BenchRequest request)
    {
        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref sentAt, began);
        try
        {
            var before = number;
            var frame = request.With(run.DateAt(began), ++sequence, number = run.NextNumber(), before);
            await stream!.WriteAsync(frame);
            var length = await ReceiveAsync();
            if (length < 0) return BenchError.Closed;
            var error = plan.Mix is BenchMix.Echo
                ? buffer.AsSpan(0, length).SequenceEqual(frame.Span[..^1]) ? BenchError.None : BenchError.WrongEcho
                : request.Check(buffer.AsSpan(0, length));
            if (error is BenchError.Refused) Reason ??= BenchRequest.ReasonIn(buffer.AsSpan(0, length));
            if (run.IsMeasured && error is BenchError.None) Latency.Record(Stopwatch.GetTimestamp() - began);
            Consume(length);
            return error;
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            return BenchError.Closed;
        }
        finally
        {
            Volatile.Write(ref sentAt, 0);
        }
    }

    /// <summary>Length of the frame that lies at the start of the buffer; -1 when the server has closed.</summary>
    async ValueTask<int> ReceiveAsync()
    {
        while (true)
        {
            var end = buffer.AsSpan(0, filled).IndexOf((byte)'\r');
            if (end >= 0) return end;
            if (filled == buffer.Length)
            {
                if (filled >= LargestBuffer) return -1;
                Array.Resize(ref buffer, filled * 4);
            }
            var got = await stream!.ReadAsync(buffer.AsMemory(filled));
            if (got == 0) return -1;
            filled += got;
        }
    }

    /// <summary>Takes the frame and its line feed, if there is one, out of the buffer.</summary>
    void Consume(int length)
    {
        var next = length + 1;
        while (next < filled && buffer[next] is (byte)'\n' or 0) next++;
        buffer.AsSpan(next, filled - next).CopyTo(buffer);
        filled -= next;
    }

    async Task<bool> OpenAsync(CancellationToken cancel)
    {
        Dispose();
        (filled, IsLoggedIn) = (0, false);
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(plan.Server, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (plan.UsesTls)
            {
#pragma warning disable CA5359 // The load generator measures; it is no terminal and has nothing to protect.
                var tls = new SslStream(stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = plan.Server.Host }, cancel);
                stream = tls;
            }
        }
        catch (Exception refused) when (refused is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            Errors[(int)BenchError.NotConnected]++;
            return false;
        }
        if (plan.Login.Length == 0 || plan.Mix is BenchMix.Echo) return IsLoggedIn = true;
        var answered = await AskAsync(BenchRequest.LogIn(plan));
        if (answered is BenchError.None) return IsLoggedIn = await PrepareAsync();
        Errors[(int)(answered is BenchError.Refused ? BenchError.LogInRefused : answered)]++;
        return false;
    }

    /// <summary>A run that was broken off may have left copies on loan: they are returned first.</summary>
    async Task<bool> PrepareAsync()
    {
        if (plan.Mix is not (BenchMix.Checkout or BenchMix.Mixed)) return true;
        foreach (var item in readers.SelectMany(reader => reader.Items))
            if (await AskAsync(BenchRequest.CheckIn(plan, item)) is BenchError.Closed) return false;
        return true;
    }

    public void Dispose() => (stream as IDisposable ?? socket)?.Dispose();
}
