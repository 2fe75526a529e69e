using OpenTelemetry;
using OpenTelemetry.Exporter;
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
        var resource = ResourceBuilder.CreateDefault().AddService("protocolserver", serviceInstanceId: Environment.MachineName);
        return new(
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(ServerTelemetry.Name, "Npgsql")
                .AddOtlpExporter(otlp => Address(otlp, options, "v1/traces")).Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter(ServerTelemetry.Name, "Npgsql", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(otlp => Address(otlp, options, "v1/metrics")).Build());
    }

    public void Dispose()
    {
        traces?.Shutdown(LastFlushMilliseconds);
        metrics?.Shutdown(LastFlushMilliseconds);
        traces?.Dispose();
        metrics?.Dispose();
    }

    /// <summary>Over HTTP each kind has its own path; gRPC needs none.</summary>
    static void Address(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        otlp.Protocol = options.OtlpProtocol;
        otlp.Endpoint = options.OtlpProtocol == OtlpExportProtocol.HttpProtobuf
            ? new Uri($"{options.OtlpEndpoint!.TrimEnd('/')}/{path}")
            : new Uri(options.OtlpEndpoint!);
    }
}
