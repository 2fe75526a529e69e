using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Telemetry;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Terminals and strangers that behave badly on real sockets: each gets what it deserves, and the others notice nothing.</summary>
public sealed class RobustnessTests(RobustnessTests.StrictServer server) : IClassFixture<RobustnessTests.StrictServer>
{
    const string Status = "9900802.00";

    [Fact]
    public async Task A_terminal_that_sends_one_byte_at_a_time_is_understood()
    {
        await using var line = await server.ConnectAsync("sip2");
        var message = $"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r{Status}\r";
        foreach (var value in Encoding.ASCII.GetBytes(message)) await line.WriteAsync(new[] { value });
        (await LineAsync(line)).Should().Be("941");
        (await LineAsync(line)).Should().StartWith("98YYYY");
    }

    [Fact]
    public async Task The_last_frame_that_comes_together_with_the_close_is_answered()
    {
        await using var line = await server.ConnectAsync("sip2");
        await line.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r{Status}\r"));
        line.Socket.Shutdown(SocketShutdown.Send);
        (await ToEndAsync(line)).Split('\r').Should().HaveCount(3).And.Contain("941");
    }

    [Fact]
    public async Task The_first_part_of_a_checkout_before_the_close_lends_nothing()
    {
        await using var line = await server.ConnectAsync("sip2");
        await line.WriteAsync(Encoding.ASCII.GetBytes(
            $"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r11NN20260301    101500                  AOSMALL|AAc1|ABb1|AC"));
        line.Socket.Shutdown(SocketShutdown.Send);
        (await ToEndAsync(line)).Should().Be("941\r96\r");
        (await OpenLoansAsync("b1")).Should().Be(0);
    }

    [Fact]
    public async Task A_terminal_that_never_reads_is_cut_and_costs_bounded_memory()
    {
        await using var line = await server.ConnectAsync("sip2");
        line.Socket.ReceiveBufferSize = 4096;
        await line.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r"));
        using var other = await server.LogInAsync();
        // A long answer, and from then on three bytes for each repetition of it.
        var question = $"1720260301    101500AOSMALL|AB{new string('7', 250)}|";
        var length = (await other.AskAsync(question)).Length + "AY0AZ0000\r".Length;
        using var made = new CountedAnswers("97");
        await line.WriteAsync(Encoding.ASCII.GetBytes(question + "\r"));
        var many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("97\r", 2_000)));
        var began = TimeProvider.System.GetTimestamp();
        var (isCut, isStuck, meanwhile) = (false, false, 0);
        try
        {
            while (TimeProvider.System.GetElapsedTime(began) < Waiting.Limit)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                try
                {
                    await line.WriteAsync(many, patience.Token);
                }
                catch (OperationCanceledException)
                {
                    // The server takes no more: its own answers are not taken.
                    isStuck = true;
                }
                (await other.AskAsync(Status)).Should().StartWith("98Y");
                if (isStuck) meanwhile++;
            }
        }
        catch (IOException)
        {
            isCut = true;
        }
        isCut.Should().BeTrue("the server cuts who takes no answers");
        meanwhile.Should().BeGreaterThan(1, "others are not held up until then");
        // What was made and not taken lies in the buffers of both sockets, and the little rest in the server.
        (made.Count * length).Should().BeLessThan(Buffered("tcp_wmem") + Buffered("tcp_rmem") + 1024 * 1024);
    }

    /// <summary>The most that the system keeps for a socket that takes (or sends) nothing.</summary>
    static long Buffered(string setting) => long.Parse(File.ReadAllText("/proc/sys/net/ipv4/" + setting).Split('\t', ' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_terminal_that_floods_waits_and_the_others_do_not()
    {
        const int Messages = StrictServer.PerSecond * 15, Read = StrictServer.PerSecond * 3;
        await using var line = await server.ConnectAsync("sip2");
        using var other = await server.LogInAsync();
        await using var answers = new BufferedStream(line);
        await line.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r"));
        await LineAsync(answers);
        var began = TimeProvider.System.GetTimestamp();
        await line.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Status + "\r", Messages))));
        (await other.AskAsync(Status)).Should().StartWith("98Y");
        var came = line.Socket.Available;
        var first = (await LineAsync(answers))!;
        came.Should().BeLessThan((first.Length + 1) * Messages, "the other one was answered before the flood was");
        for (var n = 1; n < Read; n++) (await LineAsync(answers)).Should().StartWith("98");
        // A second's worth comes at once, the rest at the pace.
        TimeProvider.System.GetElapsedTime(began).TotalSeconds.Should().BeGreaterThan(1.5);
    }

    [Fact]
    public async Task A_frame_too_long_gets_one_96_and_the_line_goes_on()
    {
        using var terminal = await server.LogInAsync();
        var body = Encoding.ASCII.GetBytes("1720260301    101500AOSMALL|AB" + new string('7', 300_000) + "|\r");
        await terminal.SendRawAsync(body);
        (await terminal.ReceiveAsync()).Should().Be("96");
        (await terminal.AskAsync(Status)).Should().StartWith("98Y");

        await using var stranger = await server.ConnectAsync("sip2");
        await stranger.WriteAsync(Encoding.ASCII.GetBytes(new string('9', 5_000) + "\r" + Status + "\r"));
        (await LineAsync(stranger)).Should().Be("96", "before a log-in less is enough");
        (await LineAsync(stranger)).Should().StartWith("98");
    }

    [Fact]
    public async Task TLS_on_the_plain_port_and_plain_text_on_the_TLS_port_are_closed_at_once()
    {
        var tls = new SslStream(await server.ConnectAsync("sip2"), leaveInnerStreamOpen: false);
        await using (tls)
            await FluentActions.Awaiting(() => tls.AuthenticateAsClientAsync("localhost").WaitAsync(Waiting.Limit)).Should().ThrowAsync<IOException>();

        await using var plain = await server.ConnectAsync("sip2-tls");
        await plain.WriteAsync(Encoding.ASCII.GetBytes(Status + "\r"));
        (await ToEndAsync(plain)).Should().NotContain("98");
    }

    [Fact]
    public async Task A_close_in_the_middle_of_a_TLS_record_lends_nothing_and_hurts_nobody()
    {
        var cut = new CutStream(await server.ConnectAsync("sip2-tls"));
        await using (var tls = new SslStream(cut, leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null))
        {
            await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Waiting.Limit);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r"));
            (await LineAsync(tls)).Should().Be("941");
            cut.PassesHalf = true;
            await tls.WriteAsync(Encoding.ASCII.GetBytes("11NN20260301    101500                  AOSMALL|AAc1|ABb2|AC|\r"));
            cut.Close();
        }
        using var other = await server.LogInAsync();
        (await other.AskAsync("1720260301    101500AOSMALL|ABb2|")).Should().StartWith("1803", "it is available still");
        (await OpenLoansAsync("b2")).Should().Be(0);
    }

    [Fact]
    public async Task A_silent_line_is_asked_whether_its_machine_is_still_there()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var line = await server.ConnectAsync("sip2");
        var own = server.Server.EndPoint("sip2").Port.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        var port = ((System.Net.IPEndPoint)line.Socket.LocalEndPoint!).Port.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        await line.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{SmallLibrary.Terminal}|CO{SmallLibrary.Password}|\r"));
        (await LineAsync(line)).Should().Be("941");

        // The server's side of the line: its timer is 02, which is keep-alive, and due within a minute; it is another one until the answer is acknowledged.
        await Waiting.UntilAsync(async () =>
        {
            string[] rows = [.. await File.ReadAllLinesAsync("/proc/net/tcp"), .. File.Exists("/proc/net/tcp6") ? await File.ReadAllLinesAsync("/proc/net/tcp6") : []];
            var timer = rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Single(row => row.Length > 5 && row[1].EndsWith(":" + own, StringComparison.Ordinal) && row[2].EndsWith(":" + port, StringComparison.Ordinal))[5].Split(':');
            return timer[0] == "02" && Convert.ToInt32(timer[1], 16) <= 60 * 100;
        }, "the line's timer is that of keep-alive");
    }

    [Fact]
    public async Task Connections_that_end_leave_nothing_behind()
    {
        var gate = server.Server.Services.GetRequiredService<ConnectionGate>();
        for (var n = 0; n < 20; n++)
        {
            await using var line = await server.ConnectAsync(n % 2 == 0 ? "sip2" : "sip2-tls");
            await line.WriteAsync(new byte[] { 0x16, 0x03 });
            if (n % 3 == 0) line.Socket.LingerState = new(enable: true, seconds: 0);
        }
        using var last = await server.LogInAsync();
        await Waiting.UntilAsync(() => gate.Open == 1, "one line is open, this one");
    }

    async Task<long> OpenLoansAsync(string barcode)
    {
        await using var source = NpgsqlDataSource.Create(server.DatabaseConnection!);
        await using var command = source.CreateCommand("select count(*) from loan join item using (network_id, item_id) where barcode = $1 and ended_at is null");
        command.Parameters.Add(new() { Value = barcode });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static async Task<string?> LineAsync(Stream from)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        var text = new StringBuilder();
        var one = new byte[1];
        while (await from.ReadAsync(one, limit.Token) > 0)
        {
            if (one[0] == '\r') return text.ToString();
            text.Append((char)one[0]);
        }
        return null;
    }

    static async Task<string> ToEndAsync(Stream from)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        using var all = new MemoryStream();
        try
        {
            await from.CopyToAsync(all, limit.Token);
        }
        catch (IOException)
        {
            // Closed with unread bytes: a reset.
        }
        return Encoding.ASCII.GetString(all.ToArray());
    }

    /// <summary>Limits that a test can wait for.</summary>
    public sealed class StrictServer : SmallServer
    {
        public const int PerSecond = 2_000;

        protected override LimitOptions Limits => new() { WriteTimeoutSeconds = 8, MessagesPerSecond = PerSecond };
    }

    /// <summary>How many answers to messages of a code the servers of this process have made. No other test says this one often.</summary>
    sealed class CountedAnswers : IDisposable
    {
        readonly MeterListener listener = new();
        long count;

        public CountedAnswers(string code)
        {
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument == ServerTelemetry.ExchangeDuration) listener.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                    if (tag is { Key: "code", Value: string said } && said == code) Interlocked.Increment(ref count);
            });
            listener.Start();
        }

        public long Count => Interlocked.Read(ref count);

        public void Dispose() => listener.Dispose();
    }

    /// <summary>A wire that breaks in the middle of what is sent.</summary>
    sealed class CutStream(NetworkStream inner) : Stream
    {
        public bool PassesHalf { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(PassesHalf ? buffer[..(buffer.Length / 2)] : buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, PassesHalf ? count / 2 : count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Close()
        {
            PassesHalf = false;
            inner.Close();
            base.Close();
        }
    }
}
