using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace ProtocolServer.Tests.TestKit;

/// <summary>Another system over HTTP, a library's NCIP responder or a webhook, which does what the test tells it.</summary>
public sealed class PartnerDouble : IDisposable
{
    HttpListener listener = new();
    readonly ConcurrentQueue<Received> received = new();

    /// <param name="Key">What the sender calls the message.</param>
    public sealed record Received(string Service, string Document, string? Key, string? Authorization, string? Token, DateTimeOffset At)
    {
        /// <summary>Of a webhook.</summary>
        public string? Signature { get; init; }
    }


    public PartnerDouble()
    {
        Port = Open();
        _ = ListenAsync();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/ncip");

    public IReadOnlyList<Received> All => [.. received];

    /// <summary>What is answered to a document: status and body. A valid answer without problems where nothing else is said.</summary>
    public Func<Received, Task<(int Status, string Body)>> Answers { get; set; } = static one => Task.FromResult((200, Done(one.Service)));

    /// <summary>A response without content in 2.02.</summary>
    public static string Done(string service, string content = "") =>
        $"<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd\"><{service}Response>{content}</{service}Response></NCIPMessage>";

    public static string Problem(string service, string type) => Done(service, $"<Problem><ProblemType>{type}</ProblemType><ProblemDetail>{type}</ProblemDetail></Problem>");

    /// <summary>Waits until so many messages have come.</summary>
    public async Task<IReadOnlyList<Received>> WaitAsync(int count)
    {
        await Waiting.UntilAsync(() => Task.FromResult(received.Count >= count), $"{count} messages, not {received.Count}: {string.Join(", ", received.Select(one => one.Service))}");
        return All;
    }

    async Task ListenAsync()
    {
        try
        {
            while (listener.IsListening) _ = AnswerAsync(await listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var document = await reader.ReadToEndAsync();
            var headers = context.Request.Headers;
            var one = new Received(NameOf(document), document, headers["Idempotency-Key"], headers["Authorization"], headers["X-Api-Key"], TimeProvider.System.GetUtcNow()) { Signature = headers["Webhook-Signature"] };
            received.Enqueue(one);
            var (status, body) = await Answers(one);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The server has hung up.
        }
    }

    /// <summary>The service of a message, the type of what a webhook is told.</summary>
    static string NameOf(string document) =>
        document[0] == '{' ? JsonDocument.Parse(document).RootElement.GetProperty("type").GetString()! : XElement.Parse(document).Elements().First().Name.LocalName;

    static int last = 20_000 + Environment.ProcessId % 1_000 * 10;

    /// <summary>A port below those the system gives to outgoing connections, so that nobody takes it while its server is restarted.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref last);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
    }

    /// <summary>Somebody may take a port between the look at it and its use: then it is the next one.</summary>
    int Open()
    {
        while (true)
        {
            var port = FreePort();
            try
            {
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return port;
            }
            catch (HttpListenerException)
            {
                listener.Close();
                listener = new();
            }
        }
    }

    public void Dispose() => listener.Close();
}
