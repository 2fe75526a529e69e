using ProtocolServer.Domain.Circulation;
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

    /// <summary>The fee that would make it possible, beside the problem.</summary>
    public static void PutFee(NcipElement answer, CheckOut.Result o)
    {
        if (o.Fee is { } fee && o.Refusal?.Code == "fee-unacknowledged") answer.Add(NcipReply.Money("RequiredFeeAmount", fee));
    }

    /// <summary>The fee that was charged.</summary>
    public static NcipElement? Fee(CheckOut.Result o, NcipReply r) => o.Fee is { } fee ? Fiscal.Charged(fee, o.FeeType, null, r) : null;
}
