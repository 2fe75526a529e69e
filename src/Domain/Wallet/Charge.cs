using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>Something a reader owes. What remains of it is the sum of its postings, never a stored number (G-4).</summary>
public sealed record Charge
{
    public required ChargeId Id { get; init; }

    /// <summary>Short number that machines and receipts show (SIP2 CG).</summary>
    public required long Number { get; init; }

    public required AgencyId Agency { get; init; }

    /// <summary>SIP2 fee type, two digits (section 9.4).</summary>
    public required string FeeType { get; init; }

    public required Money Remaining { get; init; }

    public required DateTimeOffset AssessedAt { get; init; }

    public Barcode? Item { get; init; }

    public string? TitleName { get; init; }

    /// <summary>Overdue fines fill patron status position 10, all other fees position 11.</summary>
    public bool IsFine => FeeType == FeeTypes.Overdue;
}

/// <summary>SIP2 fee types (section 9.4) and the agreed ones beyond.</summary>
public static class FeeTypes
{
    public const string Other = "01";
    public const string Damage = "03";
    public const string Overdue = "04";
    public const string Processing = "05";
    public const string Rental = "06";
    public const string Replacement = "07";
    public const string Hold = "09";
}
