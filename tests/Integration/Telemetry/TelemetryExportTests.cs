using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using OpenTelemetry.Exporter;
using ProtocolServer.Telemetry;
using Xunit;

namespace ProtocolServer.Tests.Integration.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Spans_and_counters_reach_the_collector_that_is_named()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var received = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var listening = ListenAsync(collector, received);

        // The end of an export waits a second or two for the collector and no longer, which a busy machine may exceed.
        for (var tries = 0; tries < 10 && !listening.IsCompleted; tries++)
        {
            using (TelemetryExport.Start(new() { OtlpEndpoint = $"http://127.0.0.1:{port}", OtlpProtocol = OtlpExportProtocol.HttpProtobuf }))
            {
                using (ServerTelemetry.Source.StartActivity("a-span-of-this-test")) ServerTelemetry.ConnectionsRejected.Add(1);
            }
            await Task.WhenAny(listening, Task.Delay(TimeSpan.FromSeconds(2)));
        }

        listening.IsCompleted.Should().BeTrue();
        received["/v1/traces"].Should().Contain("a-span-of-this-test");
        received["/v1/metrics"].Should().Contain("connections.rejected");
    }

    [Fact]
    public void A_collector_that_is_away_does_not_hold_up_the_stop()
    {
        var export = TelemetryExport.Start(new() { OtlpEndpoint = $"http://127.0.0.1:{FreePort()}" });
        using (ServerTelemetry.Source.StartActivity("lost")) ServerTelemetry.ConnectionsRejected.Add(1);

        var began = Stopwatch.StartNew();
        export.Dispose();
        began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), "it would be thirty");
    }

    static async Task ListenAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        while (received.Count < 2)
        {
            var call = await collector.GetContextAsync();
            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            received[call.Request.Url!.AbsolutePath] = Encoding.Latin1.GetString(body.ToArray());
            call.Response.Close();
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
