using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ProtocolServer.Hosting;

namespace ProtocolServer.Telemetry;

/// <summary>Sends spans and metrics to the collector named in the settings; without one nothing is collected.</summary>
public sealed class TelemetryExport : IDisposable
{
    /// <summary>What a collector that is away may cost when the server stops.</summary>
    const int LastFlushMilliseconds = 500;

    readonly TracerProvider? traces;
    readonly MeterProvider? metrics;

    TelemetryExport(TracerProvider? traces, MeterProvider? metrics) => (this.traces, this.metrics) = (traces, metrics);

    public static TelemetryExport Start(TelemetryOptions options)
    {
        if (options.OtlpEndpoint is null) return new(null, null);
        var endpoint = new Uri(options.OtlpEndpoint);
        var resource = ResourceBuilder.CreateDefault().AddService("protocolserver", serviceInstanceId: Environment.MachineName);
        return new(
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(ServerTelemetry.Name, "Npgsql")
                .AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter(ServerTelemetry.Name, "Npgsql", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build());
    }

    public void Dispose()
    {
        traces?.Shutdown(LastFlushMilliseconds);
        metrics?.Shutdown(LastFlushMilliseconds);
        traces?.Dispose();
        metrics?.Dispose();
    }
}
