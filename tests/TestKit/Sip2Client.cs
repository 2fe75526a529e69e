using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Tests.TestKit;

/// <summary>A terminal on a real socket: numbers its messages, adds and verifies checksums.</summary>
public sealed class Sip2Client : IDisposable
{
    readonly TcpClient socket = new() { NoDelay = true };
    Stream stream = Stream.Null;
    int sequence;

    public static async Task<Sip2Client> ConnectAsync(IPEndPoint to, string? login = null, string password = "")
    {
        var client = new Sip2Client();
        await client.socket.ConnectAsync(to);
        client.stream = client.socket.GetStream();
        if (login is not null && await client.AskAsync($"9300CN{login}|CO{password}|") is not ['9', '4', '1', ..])
            throw new InvalidOperationException($"The log-in of {login} was refused.");
        return client;
    }

    /// <summary>Sends a message and gives the answer's body, without sequence and checksum, which are verified.</summary>
    public async Task<string> AskAsync(string message)
    {
        await SendAsync(message);
        return await ReceiveAsync() ?? throw new IOException("The server closed the line.");
    }

    public async Task SendAsync(string message)
    {
        var numbered = Encoding.UTF8.GetBytes(message + "AY" + (sequence % 10).ToString(CultureInfo.InvariantCulture) + "AZ");
        sequence++;
        var sum = 0;
        foreach (var value in numbered) sum += value;
        await SendRawAsync((byte[])[.. numbered, .. Encoding.ASCII.GetBytes((-sum & 0xFFFF).ToString("X4", CultureInfo.InvariantCulture)), (byte)'\r']);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes);

    /// <summary>The next answer's body; null when the line was closed.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        var frame = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, limit.Token) == 0) return null;
            if (one[0] == '\r') break;
            frame.Add(one[0]);
        }
        return BodyOf([.. frame]);
    }

    static string BodyOf(byte[] frame)
    {
        var text = Encoding.UTF8.GetString(frame);
        if (!Sip2Reader.TryRead(frame, Specs.Version2, out _, out var rejection) && rejection is Sip2.Sip2Rejection.BadChecksum)
            throw new InvalidDataException($"The checksum of the answer does not verify: {text}");
        var end = text.LastIndexOf("AY", StringComparison.Ordinal) is >= 0 and var numbered && text.Length - numbered == 9 ? numbered
            : text.Length >= 6 && text[^6..].StartsWith("AZ", StringComparison.Ordinal) ? text.Length - 6 : text.Length;
        return text[..end];
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
