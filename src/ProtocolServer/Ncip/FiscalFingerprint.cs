using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// What a fiscal transaction asks, as bytes that tell which of its elements another one under the same number changes (domain reference 1.6):
/// the digest of the whole, then a few bytes of each element.
/// </summary>
static class FiscalFingerprint
{
    const int Whole = SHA256.HashSizeInBytes, Part = 4;

    static readonly (string Element, string[] Path)[] Parts =
    [
        ("UserIdentifierValue", ["UserId", "UserIdentifierValue"]),
        ("MonetaryValue", ["FiscalTransactionInformation", "Amount", "MonetaryValue"]),
        ("CurrencyCode", ["FiscalTransactionInformation", "Amount", "CurrencyCode"]),
        ("FiscalActionType", ["FiscalTransactionInformation", "FiscalActionType"]),
        ("FiscalTransactionType", ["FiscalTransactionInformation", "FiscalTransactionType"]),
        ("PaymentMethodType", ["FiscalTransactionInformation", "PaymentMethodType"]),
        ("RelatedFiscalTransactionReferenceId", ["FiscalTransactionInformation", "RelatedFiscalTransactionReferenceId", "FiscalTransactionIdentifierValue"]),
        ("ValidToDate", ["FiscalTransactionInformation", "ValidToDate"]),
        ("FiscalTransactionDescription", ["FiscalTransactionInformation", "FiscalTransactionDescription"]),
        ("RequestIdentifierValue", ["FiscalTransactionInformation", "RequestId", "RequestIdentifierValue"]),
    ];

    /// <param name="whole">Digest of the message.</param>
    public static byte[] Of(NcipElement body, ReadOnlySpan<byte> whole)
    {
        var bytes = new byte[Whole + Parts.Length * Part];
        whole.CopyTo(bytes);
        for (var n = 0; n < Parts.Length; n++) Digest(body.TextAt(Parts[n].Path)).AsSpan(0, Part).CopyTo(bytes.AsSpan(Whole + n * Part));
        return bytes;
    }

    /// <summary>The first element that the earlier message had otherwise, and what this one says; null where that can't be told.</summary>
    public static (string Element, string? Value)? FirstDifference(NcipElement body, ReadOnlySpan<byte> earlier)
    {
        if (earlier.Length != Whole + Parts.Length * Part) return null;
        for (var n = 0; n < Parts.Length; n++)
        {
            var value = body.TextAt(Parts[n].Path);
            if (!earlier.Slice(Whole + n * Part, Part).SequenceEqual(Digest(value).AsSpan(0, Part))) return (Parts[n].Element, value.Length > 0 ? value : null);
        }
        return null;
    }

    static byte[] Digest(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
