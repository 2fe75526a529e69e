using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What check-out and renewal have in common: the handshake about a fee (ncip reference 6.4).</summary>
static class Loans
{
    /// <summary>The amount the reader agrees to, or has paid where the message comes from; null where none is named.</summary>
    public static FeeSaid? FeeSaid(NcipRequest m)
    {
        if (m.Amount(m.Body["PaidFeeAmount"]) is not { AmountMinor: not 0 } paid) return m.Amount(m.Body["AcknowledgedFeeAmount"]) is { } agreed ? new(agreed, IsPaid: false) : null;
        m.NeedsRight(Permissions.Pay, "PaidFeeAmount");
        return new(paid, IsPaid: true);
    }

    /// <summary>What costs nothing here can't have been paid for.</summary>
    public static void IsFree(NcipRequest m)
    {
        if (FeeSaid(m) is { IsPaid: true }) m.Note(new(ProblemTypes.InvalidAmount, "MonetaryValue", m.Body.TextAt("PaidFeeAmount", "MonetaryValue")));
    }

    /// <summary>Whether the fee beside the refusal would make it possible.</summary>
    public static bool IsAboutFee(Refusal? refusal) => refusal?.Code is "fee-unacknowledged" or "fee-differs";

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
        if (o.Fee is { } fee && IsAboutFee(o.Refusal)) answer.Add(NcipReply.Money("RequiredFeeAmount", fee));
    }

    /// <summary>The fee that was charged.</summary>
    public static NcipElement? Fee(CheckOut.Result o, NcipReply r) => o.Fee is { } fee ? Fiscal.Charged(fee, o.FeeType, null, r) : null;
}
