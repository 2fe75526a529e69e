using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What check-out and renewal have in common: the handshake about a fee (ncip reference 6.4).</summary>
static class Loans
{
    public static bool IsFeeAcknowledged(NcipRequest m)
    {
        var acknowledged = m.Body["AcknowledgedFeeAmount"] ?? m.Body["PaidFeeAmount"];
        return m.Amount(acknowledged) is { AmountMinor: >= 0 };
    }

    /// <summary>Words that are none of the list are nobody's restrictions.</summary>
    public static ImmutableArray<string> RestrictionsAccepted(NcipRequest m) =>
        [.. m.Body.All("AcknowledgedItemUseRestrictionType").Select(static word => UseRestrictions.Find(word.Text)).OfType<string>()];

    /// <summary>The restrictions that would have to be agreed to, beside the problem.</summary>
    public static void PutRestrictions(NcipElement answer, Refusal? refusal)
    {
        if (refusal is { Code: "restriction-unacknowledged", Arguments: [string words, ..] })
            answer.Add(words.Split("; ").Select(static word => new NcipElement("RequiredItemUseRestrictionType", word)));
    }

    /// <summary>The fee that would make it possible, beside the problem.</summary>
    public static void PutFee(NcipElement answer, CheckOut.Result o)
    {
        PutRestrictions(answer, o.Refusal);
        if (o.Fee is { } fee && o.Refusal?.Code == "fee-unacknowledged") answer.Add(NcipReply.Money("RequiredFeeAmount", fee));
    }

    /// <summary>The fee that was charged.</summary>
    public static NcipElement? Fee(CheckOut.Result o, NcipReply r) => o.Fee is { } fee ? Fiscal.Charged(fee, o.FeeType, null, r) : null;
}
