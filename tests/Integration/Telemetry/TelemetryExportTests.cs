using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using OpenTelemetry.Exporter;
using ProtocolServer.Telemetry;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Spans_and_counters_reach_the_collector_that_is_named()
    {
        using var collector = new Collector();
        // The end of an export waits half a second for the collector and no longer, which a busy machine may exceed; and other tests' spans are in it, too.
        await Waiting.UntilAsync(() =>
        {
            using (TelemetryExport.Start(new() { OtlpEndpoint = collector.Address, OtlpProtocol = OtlpExportProtocol.HttpProtobuf }))
            {
                using (ServerTelemetry.Source.StartActivity("a-span-of-this-test")) ServerTelemetry.ConnectionsRejected.Add(1);
            }
            return collector.Has("/v1/traces", "a-span-of-this-test") && collector.Has("/v1/metrics", "connections.rejected");
        }, "both have come");
    }

    [Fact]
    public void A_collector_that_is_away_does_not_hold_up_the_stop()
    {
        // A port that is taken and on which nobody listens.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var export = TelemetryExport.Start(new() { OtlpEndpoint = $"http://{nobody.LocalEndPoint}" });
        using (ServerTelemetry.Source.StartActivity("lost")) ServerTelemetry.ConnectionsRejected.Add(1);

        var began = Stopwatch.StartNew();
        export.Dispose();
        began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(25), "it would be thirty");
    }

    /// <summary>Takes what is sent and keeps it by its path.</summary>
    sealed class Collector : IDisposable
    {
        readonly HttpListener listener = new();
        readonly ConcurrentBag<(string Path, string Body)> received = [];

        public Collector()
        {
            var port = PartnerDouble.FreePort();
            Address = $"http://127.0.0.1:{port}";
            listener.Prefixes.Add(Address + "/");
            listener.Start();
            _ = ListenAsync();
        }

        public string Address { get; }

        public bool Has(string path, string word) => received.Any(one => one.Path == path && one.Body.Contains(word, StringComparison.Ordinal));

        async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var call = await listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await call.Request.InputStream.CopyToAsync(body);
                    received.Add((call.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                    call.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }

        public void Dispose() => listener.Close();
    }
}
