using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What is told of money owed (ncip reference 9.3): positive is what the user owes.</summary>
static class Fiscal
{
    /// <summary>One account per currency, with every open charge.</summary>
    public static IEnumerable<NcipElement> Accounts(Reader reader, NcipReply r)
    {
        if (reader.Charges.IsEmpty) return [Account(new(0, r.Library.Currency), [], r)];
        return reader.Charges.GroupBy(charge => charge.Remaining.Currency)
            .Select(group => Account(group.Aggregate(Money.Zero(group.Key), (sum, charge) => sum + charge.Remaining), group, r));
    }

    static NcipElement Account(Money balance, IEnumerable<Charge> charges, NcipReply r) => new("UserFiscalAccount")
    {
        NcipReply.Money("AccountBalance", balance),
        charges.Select(charge => new NcipElement("AccountDetails") { r.Date("AccrualDate", charge.AssessedAt), Information(charge, r) }),
        Kind("charges"),
    };

    /// <summary>Which account it is (domain reference 1.6): <c>charges</c> are what she owes, <c>wallet</c> is what she has.</summary>
    static NcipElement Kind(string kind) => new("Ext") { new NcipElement("FiscalTransactionDescription", kind) };

    static NcipElement Information(Charge charge, NcipReply r) => new("FiscalTransactionInformation")
    {
        new NcipElement("FiscalActionType", "Assess"),
        r.Reference("FiscalTransactionReferenceId", charge.Number.ToString(CultureInfo.InvariantCulture)),
        new NcipElement("FiscalTransactionType", FiscalTypes.Of(charge.FeeType)),
        NcipReply.Money("Amount", charge.Remaining),
        NcipElement.Of("FiscalTransactionDescription", charge.TitleName),
        charge.Item is not { } barcode ? null : new NcipElement("ItemDetails")
        {
            r.ItemId(barcode),
            new NcipElement("BibliographicDescription") { NcipElement.Of("Title", charge.TitleName) },
        },
    };

    /// <summary>A charge that was made by the act that is answered.</summary>
    public static NcipElement Charged(Money amount, string? feeType, Charge? known, NcipReply r) => new("FiscalTransactionInformation")
    {
        new NcipElement("FiscalActionType", "Assess"),
        known is null ? null : r.Reference("FiscalTransactionReferenceId", known.Number.ToString(CultureInfo.InvariantCulture)),
        new NcipElement("FiscalTransactionType", FiscalTypes.Of(feeType ?? FeeTypes.Other)),
        NcipReply.Money("Amount", amount),
    };

    /// <summary>The prepaid account: positive is what the user has, with the money that is held for jobs.</summary>
    public static NcipElement? Wallet(ReaderResult o, NcipReply r) => o.Wallet is not { } figures ? null : new("UserFiscalAccount")
    {
        NcipReply.Money("AccountBalance", figures.Available),
        o.MoneyHolds.Select(hold => new NcipElement("AccountDetails")
        {
            r.Date("AccrualDate", hold.PlacedAt),
            new NcipElement("FiscalTransactionInformation")
            {
                new NcipElement("FiscalActionType", "Assess"),
                r.Reference("FiscalTransactionReferenceId", hold.Id.Value.ToString("N")),
                new NcipElement("FiscalTransactionType", "Service Charge"),
                r.Date("ValidToDate", hold.ExpiresAt),
                NcipReply.Money("Amount", hold.Amount),
                new NcipElement("PaymentMethodType", "Deposit Account"),
                new NcipElement("FiscalTransactionDescription", hold.Purpose),
            },
        }),
        Kind("wallet"),
    };
}
