using System.Collections.Frozen;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Ncip.Services;

/// <summary>FiscalTransactionType (version 1 values) ↔ fee types.</summary>
static class FiscalTypes
{
    static readonly FrozenDictionary<string, string> FeeTypesOf = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bookreplacementcharge"] = FeeTypes.Replacement, ["cardreplacementcharge"] = FeeTypes.Administrative, ["catalogsearch"] = FeeTypes.Other,
        ["daypass"] = FeeTypes.Membership, ["fine"] = FeeTypes.Overdue, ["interlibraryloanfee"] = FeeTypes.Processing, ["purchase"] = FeeTypes.Other,
        ["remindercharge"] = FeeTypes.Administrative, ["renewalfee"] = FeeTypes.Membership, ["rental"] = FeeTypes.Rental,
        ["reservationcharge"] = FeeTypes.Hold, ["servicecharge"] = FeeTypes.Other,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null where the value is none of the list.</summary>
    public static string? FeeTypeOf(string plain) => FeeTypesOf.GetValueOrDefault(plain);

    public static string Of(string feeType) => feeType switch
    {
        FeeTypes.Overdue => "Fine",
        FeeTypes.Replacement => "Book Replacement Charge",
        FeeTypes.Rental => "Rental",
        FeeTypes.Hold => "Reservation Charge",
        FeeTypes.Membership => "Renewal Fee",
        _ => "Service Charge",
    };
}
