using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>What moves in the ledger.</summary>
sealed partial class EventWriter
{
    void Assess(ChargeAssessed e)
    {
        batch.Add("charge_insert", network, e.Charge.Value, e.Reader.Value, e.Agency.Value, e.FeeType, e.Item?.Id.Value, e.Loan?.Value,
            e.Item?.Barcode.Value, e.Item?.Title.Name ?? e.Description, record.At, e.Reference);
        Post(e.LedgerEntry, e.Reference);
    }

    void Accrue(FinesAccrued e)
    {
        var made = e.Lines.Where(line => line.IsNew).ToArray();
        if (made.Length > 0)
            batch.Add("charges_insert", network, e.Agency.Value, FeeTypes.Overdue, record.At,
                made.Select(m => m.Charge!.Value.Value).ToArray(), made.Select(m => m.Loan.Reader.Value).ToArray(), made.Select(m => m.Loan.Item.Value).ToArray(),
                made.Select(m => m.Loan.Id.Value).ToArray(), made.Select(m => m.Loan.Barcode.Value).ToArray(), made.Select(m => m.Loan.TitleName).ToArray());
        if (e.Entry is not null) Post(e.Entry, null);
        var grown = e.Lines.Where(line => line is { AddedMinor: > 0, IsNew: false }).Select(line => line.Charge!.Value.Value).ToArray();
        if (grown.Length > 0) batch.Add("charges_reopen", network, grown);
        batch.Add("loans_accrue", network, e.Day, e.Lines.Select(l => l.Loan.Id.Value).ToArray(), e.Lines.Select(l => l.AddedMinor).ToArray(),
            e.Lines.Select(l => l.Charge?.Value).ToArray());
    }

    void Pay(PaymentReceived e)
    {
        Post(e.Entry, e.Source);
        if (!e.Settled.IsEmpty) batch.Add("charge_settle", network, e.Settled.Select(c => c.Value).ToArray(), record.At);
    }

    void HoldMoney(MoneyHeld e)
    {
        Post(e.Entry, e.Hold.Reference);
        var hold = e.Hold;
        batch.Add("money_hold_insert", network, hold.Id.Value, hold.Reader.Value, e.Agency.Value, hold.Terminal.Value, hold.Group, hold.Reference, hold.Purpose,
            hold.Amount.AmountMinor, hold.Amount.Currency.Code, hold.PlacedAt, hold.ExpiresAt, e.Entry.Id);
    }

    void Post(LedgerEntry entry, string? source)
    {
        batch.Add("entry_insert", network, entry.Id, record.At, entry.Reason, record.Agency.Value, record.Terminal.Value, source, entry.Corrects, entry.Operator,
            entry.Note);
        batch.Add("posting_insert", network, entry.Id,
            entry.Postings.Select(p => p.Account).ToArray(),
            entry.Postings.Select(p => p.Amount.AmountMinor).ToArray(),
            entry.Postings.Select(p => p.Amount.Currency.Code).ToArray(),
            entry.Postings.Select(p => p.Charge?.Value).ToArray());
    }
}
