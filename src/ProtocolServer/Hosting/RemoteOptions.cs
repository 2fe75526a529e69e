using System.ComponentModel.DataAnnotations;

namespace ProtocolServer.Hosting;

/// <summary>How other agencies are asked about readers.</summary>
public sealed record RemoteOptions
{
    /// <summary>Who does not answer for so long has not answered.</summary>
    [Range(1, 120)]
    public int AnswerSeconds { get; init; } = 5;

    /// <summary>Questions to one agency at the same time; the next ones wait as long as an answer may take, and no longer.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; init; } = 8;

    /// <summary>An agency that failed is not asked for so long.</summary>
    [Range(1, 3_600)]
    public int RestSeconds { get; init; } = 15;

    /// <summary>An answer is as good as new for so long.</summary>
    [Range(0, 86_400)]
    public int FreshSeconds { get; init; } = 60;

    /// <summary>An older answer is given, with its time, where there is no new one; then it is forgotten.</summary>
    [Range(0, 30 * 86_400)]
    public int KeptSeconds { get; init; } = 3_600;

    /// <summary>Answers kept; the oldest goes first.</summary>
    [Range(1, 1_000_000)]
    public int Kept { get; init; } = 10_000;
}
