using System.Text.Json.Serialization;

namespace ProtocolServer.Bench;

/// <summary>What a run has shown.</summary>
sealed record BenchReport
{
    public required BenchMix Mix { get; init; }

    public required int Connections { get; init; }

    /// <summary>Time measured.</summary>
    public required double Seconds { get; init; }

    /// <summary>Answers that were right in every respect.</summary>
    public required long Answers { get; init; }

    public required double AnswersPerSecond { get; init; }

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double P999Milliseconds { get; init; }

    /// <summary>Over the whole run, the warm-up included.</summary>
    public required IReadOnlyDictionary<BenchError, long> Errors { get; init; }

    /// <summary>What the server said to the first request it refused.</summary>
    public string? Reason { get; init; }

    /// <summary>Idle: connections that still answered at the end.</summary>
    public int? Alive { get; init; }

    /// <summary>Idle: by how much the server's resident memory has grown for each connection.</summary>
    public long? BytesPerConnection { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchReport))]
sealed partial class BenchJson : JsonSerializerContext;
