using System.ComponentModel.DataAnnotations;

namespace ProtocolServer.Hosting;

/// <summary>What the ledger's reports watch.</summary>
public sealed record LedgerOptions
{
    /// <summary>
    /// Above so much paid out of prepaid accounts in twelve months an authority has to be told, by currency: EUR 1 million in the European Union
    /// (PSD2 article 37(2)).
    /// </summary>
    public Dictionary<string, decimal> TurnoverThresholds { get; init; } = new(StringComparer.Ordinal) { ["EUR"] = 1_000_000 };

    /// <summary>How many months a report of the turnover looks back.</summary>
    [Range(1, 120)]
    public int TurnoverMonths { get; init; } = 12;
}
