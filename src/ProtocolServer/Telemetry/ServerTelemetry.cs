using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ProtocolServer.Telemetry;

/// <summary>The one source of spans and the one meter; each subject adds its instruments here.</summary>
public static class ServerTelemetry
{
    public const string Name = "ProtocolServer";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    /// <summary>Connections let in by the gate and not yet closed.</summary>
    public static readonly UpDownCounter<int> ConnectionsOpen = Meter.CreateUpDownCounter<int>("connections.open", "{connection}");

    /// <summary>Terminals that have logged in over SIP2 and not gone; tags <c>profile</c> and <c>edition</c> of what they speak.</summary>
    public static readonly UpDownCounter<int> TerminalsConnected = Meter.CreateUpDownCounter<int>("terminals.connected", "{terminal}");

    /// <summary>Connections closed by the gate; tag <c>reason</c>.</summary>
    public static readonly Counter<long> ConnectionsRejected = Meter.CreateCounter<long>("connections.rejected", "{connection}");

    /// <summary>Decisions taken again because another command had changed what they rested on; tag <c>command</c>.</summary>
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("commands.conflicts", "{conflict}");

    /// <summary>Time from a whole request to its answer in milliseconds; tags <c>code</c> and <c>result</c>.</summary>
    public static readonly Histogram<double> ExchangeDuration = Meter.CreateHistogram<double>("exchange.duration", "ms");

    /// <summary>Input of terminals that was rejected; tag <c>reason</c>.</summary>
    public static readonly Counter<long> Rejections = Meter.CreateCounter<long>("wire.rejections", "{message}");

    /// <summary>Fields of requests that their message does not have.</summary>
    public static readonly Counter<long> UnknownFields = Meter.CreateCounter<long>("wire.unknown_fields", "{field}");

    /// <summary>Characters that a terminal's encoding lacks; tags <c>field</c>, <c>how</c> (spelled in other letters, or lost), <c>encoding</c>.</summary>
    public static readonly Counter<long> UnwritableCharacters = Meter.CreateCounter<long>("wire.unwritable_characters", "{character}");
}
