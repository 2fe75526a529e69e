using System.Globalization;
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

    /// <summary>The number of whoever asked for it; it may be named by this as well.</summary>
    public string? Reference { get; init; }

    public Barcode? Item { get; init; }

    public string? TitleName { get; init; }

    /// <summary>Whether it is meant by this text: its number, ours or its sender's.</summary>
    public bool IsNamed(string text) =>
        text == Number.ToString(CultureInfo.InvariantCulture) || text == Reference || Guid.TryParseExact(text, "N", out var id) && id == Id.Value;

    /// <summary>Overdue fines fill patron status position 10, all other fees position 11.</summary>
    public bool IsFine => FeeType == FeeTypes.Overdue;
}

/// <summary>SIP2 fee types (section 9.4) and the agreed ones beyond.</summary>
public static class FeeTypes
{
    public const string Other = "01";
    public const string Administrative = "02";
    public const string Damage = "03";
    public const string Overdue = "04";
    public const string Processing = "05";
    public const string Rental = "06";
    public const string Replacement = "07";
    public const string Hold = "09";
    public const string Membership = "10";
    public const string Printing = "13";
}

/// <summary>SIP2 payment types that mean something here; the others are ways into the till's clearing.</summary>
public static class PaymentTypes
{
    public const string Cash = "00";

    /// <summary>An electronic payment, as the published lists have it.</summary>
    public const string OnLine = "04";

    public const string FromWallet = "06";
    public const string WriteOff = "08";
    public const string Waiver = "09";
}
