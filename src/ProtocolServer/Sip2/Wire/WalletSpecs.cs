using static ProtocolServer.Sip2.Wire.Fields;
using static ProtocolServer.Sip2.Wire.MessageSpec;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The wallet's extension (domain reference 1.5): one pair of letters, WQ → WR, for what the standard has no message for, and private fields in
/// the standard's own. A profile switches it on by name; 94 and 98 announce it.
/// </summary>
static class WalletSpecs
{
    /// <summary>Told in WV.</summary>
    public const string Version = "1.0";

    public const string Name = "wallet";

    /// <summary>Tells in 38 what became of each fee that 37 named, for a terminal without the rest of the extension.</summary>
    public const string PaidFees = "paid-fees";

    /// <summary>A fee of a payment, what is left of it and what was taken for it: CG FA FG, once for each fee (as FOLIO's edge-sip2 has them).</summary>
    public static readonly Sip2Field PaidFee = Fields.Local("CG", "paid fee", repeatable: true), FeeRemaining = Fields.Local("FA", "fee remaining", repeatable: true),
        FeeApplied = Fields.Local("FG", "fee applied", repeatable: true);

    public static readonly Exchange Wallet = new(
        Message("WQ", "Wallet").Fixed(WalletOperation, TransactionDate, FixedCurrency)
            .Required(InstitutionId).Optional(PatronId, TerminalPassword, PatronPassword, FeeAmount, TransactionId)
            .Optional(ServerTransactionId, OriginalTransactionId, HoldExpirySeconds, Purpose, PageLine, DenominationsInserted)
            .Optional(OldCopyCard, Operator, RecreditReason, ChipId),
        Message("WR", "Wallet Response").Fixed(WalletDone, WalletOperation, WalletReason, TransactionDate, FixedCurrency)
            .Required(InstitutionId).Optional(PatronId, FeeAmount, TransactionId, OriginalTransactionId, ServerTransactionId, HoldExpirySeconds)
            .Optional(WalletAvailable, WalletHeld, WalletLedger, WalletHeadroom, WalletState, WalletActiveFrom, DenominationsAccepted)
            .Optional(ScreenMessage, PrintLine, WalletFlags));

    public static readonly Exchange[] Family = [Wallet];

    /// <summary>A message of the standard as a terminal with the extension has it.</summary>
    public static MessageSpec Extended(MessageSpec spec) => spec.Code switch
    {
        "94" or "98" => spec.Optional(WalletExtensionVersion),
        "24" or "64" => spec.WithBefore(ScreenMessage, WalletAvailable, WalletHeld, WalletLedger, WalletHeadroom, WalletState, WalletActiveFrom),
        "37" => spec.Optional(DenominationsInserted),
        "38" => WithPaidFees(spec.WithBefore(ScreenMessage, ServerTransactionId, WalletAvailable, ReasonCode)).Optional(WalletFlags),
        _ => spec,
    };

    public static MessageSpec WithPaidFees(MessageSpec spec) =>
        spec.Code == "38" && !spec.Has(PaidFee) ? spec.WithBefore(ScreenMessage, PaidFee, FeeRemaining, FeeApplied) : spec;
}
