using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What a fiscal transaction asks for.</summary>
enum FiscalMeaning { None, Pay, Forgive, Assess, Hold, Capture, Release, Spend, TopUp, Recredit, OldCard }

/// <summary>The words of FiscalTransactionInformation, and what they mean together (domain reference 1.6).</summary>
sealed record FiscalWords
{
    public required NcipElement Element { get; init; }

    /// <summary>FiscalActionType as it was sent, and as it is compared.</summary>
    public required string Action { get; init; }

    public required string Plain { get; init; }

    public required string Type { get; init; }

    public required string Method { get; init; }

    /// <summary>The partner's own number; null where it gave none.</summary>
    public string? Reference { get; init; }

    /// <summary>Numbers of what it is about: a charge, a hold, a debit.</summary>
    public required IReadOnlyList<string> Related { get; init; }

    public required bool HasEnd { get; init; }

    /// <summary>Whether the first related number is one of our charges: they are counted, holds have long numbers.</summary>
    bool IsAboutCharge(string us)
    {
        if (Element["RelatedFiscalTransactionReferenceId"] is not { } first) return false;
        return first.TextAt("AgencyId") == us && Related[0].Length is > 0 and < 20 && Related[0].All(char.IsAsciiDigit);
    }

    public FiscalMeaning Meaning { get; private init; }

    public static FiscalWords Of(NcipElement fiscal, string us)
    {
        var reference = fiscal.TextAt("FiscalTransactionReferenceId", "FiscalTransactionIdentifierValue");
        var words = new FiscalWords
        {
            Element = fiscal, Action = fiscal.TextAt("FiscalActionType"), Plain = NcipRequest.Plain(fiscal.TextAt("FiscalActionType")),
            Type = NcipRequest.Plain(fiscal.TextAt("FiscalTransactionType")), Method = NcipRequest.Plain(fiscal.TextAt("PaymentMethodType")),
            Reference = reference.Length > 0 ? reference : null, HasEnd = fiscal["ValidToDate"] is not null,
            Related = [.. fiscal.All("RelatedFiscalTransactionReferenceId").Select(id => id.TextAt("FiscalTransactionIdentifierValue"))],
        };
        return words with { Meaning = words.Read(us) };
    }

    FiscalMeaning Read(string us)
    {
        var isWallet = Type == "servicecharge" && Method == "depositaccount" && !IsAboutCharge(us);
        var hasRelated = Related.Count > 0;
        return (Plain, isWallet) switch
        {
            ("assess" or "penalty", true) when !hasRelated => HasEnd ? FiscalMeaning.Hold : FiscalMeaning.Spend,
            ("assess" or "penalty", _) when !hasRelated && Method.Length == 0 => FiscalMeaning.Assess,
            ("payment", true) when hasRelated => FiscalMeaning.Capture,
            ("cancel", true) when hasRelated => FiscalMeaning.Release,
            ("forgive", true) when hasRelated => FiscalMeaning.Recredit,
            ("payment", _) when Type == "purchase" && !hasRelated && Method != "depositaccount" =>
                Method == "fundstransfer" ? FiscalMeaning.OldCard : FiscalMeaning.TopUp,
            ("payment", _) => FiscalMeaning.Pay,
            ("waive" or "writeoff" or "forgive", _) when hasRelated && Method.Length == 0 => FiscalMeaning.Forgive,
            _ => FiscalMeaning.None,
        };
    }
}
