using System.Text.Json;
using Npgsql;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>One decision as one batch: command log first, then the journal as lock, then a line for every event.</summary>
sealed partial class EventWriter(NpgsqlBatch batch, CommandRecord record, IIdSource ids)
{
    readonly string network = record.Network.Value;

    public void Write()
    {
        WriteCommand();
        WriteJournal();
        foreach (var happened in record.Events) Write(happened);
        foreach (var message in record.Outbox) Write(message);
    }

    void Write(OutboxMessage message)
    {
        batch.Add("outbox_destination_insert", network, message.Kind, message.Destination);
        batch.Add("outbox_insert", network, message.Id, record.At, message.Kind, message.Destination, message.Subject, message.About, message.Body);
    }

    void Write(DomainEvent happened)
    {
        switch (happened)
        {
            case ItemCheckedOut e: InsertLoan(e.Loan, null); break;
            case LoanRecorded e: InsertLoan(e.Loan, e.EndedAt); break;
            case LoanEnded e: batch.Add("loan_end", network, e.Loan.Id.Value, e.At, "returned"); break;
            case ItemCheckedIn e: batch.Add("loan_end", network, e.Loan.Id.Value, e.ReturnedAt, "returned"); break;
            case CheckOutUndone e: batch.Add("loan_end", network, e.Loan.Value, record.At, "undone"); break;
            case CheckInUndone e: batch.Add("loan_reopen", network, e.Loan.Value); break;
            case LoanRenewed e: batch.Add("loan_renew", network, e.Loan.Id.Value, e.Loan.DueAt, e.Loan.Renewals); break;
            case RenewalUndone e: batch.Add("loan_renewal_undone", network, e.Loan.Value, e.DueAt, e.Renewals); break;
            case ItemTakenIn e: TakeIn(e.Item); break;
            case ItemAdded e: Add(e); break;
            case ItemChanged { Item: var i }:
                batch.Describe(network, i);
                batch.Add("title_change", network, i.Title.Id.Value, i.Title.Name, i.Title.Author);
                break;
            case ItemWithdrawn { Item: var i }: batch.Add("item_withdraw", network, i.Id.Value, record.At); break;
            case LoanRecalled e: batch.Add("loan_recall", network, e.Loan.Id.Value, e.Loan.RecalledAt, e.Loan.DueAt, AddressJson.Of(e.Loan.RecallTo)); break;
            case LoanBecameOverdue { Loan: var l }: batch.Add("loan_overdue", network, l.Id.Value, l.DueAt); break;
            case LoanDisputed e: batch.Add("loan_dispute", network, e.Loan.Id.Value); break;
            case ItemMoved e: batch.Add("item_move", network, e.Item.Value, e.Location, Words.Of(e.Status)); break;
            case ItemPropertiesUpdated e: batch.Add("item_properties", network, e.Item.Value, e.Properties); break;
            case HoldPlaced e: InsertHold(e); break;
            case HoldChanged { Hold: var h }:
                batch.Add("hold_change", network, h.Id.Value, (int)h.Scope, h.Item?.Value, h.PickupLocation, h.ExpiresAt, Words.Of(h.State), h.ShelfUntil,
                    h.NeededFrom, h.CollectBy);
                break;
            case HoldShippingChanged e: batch.Ship(network, e.Hold, e.ShipTo); break;
            case HoldCaptured e: SetHold(e.Hold.Id, e.State, e.Item, e.ShelfUntil); break;
            case HoldCollected e: SetHold(e.Hold.Id, HoldState.Collected, e.Item, e.Hold.ShelfUntil); break;
            case HoldSentBack e: SetHold(e.Hold.Id, HoldState.Waiting, null, null); break;
            case HoldCancelled e: SetHold(e.Hold.Id, HoldState.Cancelled, null, null); break;
            case HoldRestored { Before: var b }: SetHold(b.Hold, b.State, b.CapturedItem, b.ShelfUntil); break;
            case ChargeAssessed e: Assess(e); break;
            case ChargeRaised e:
                Post(e.LedgerEntry, null);
                batch.Add("charges_reopen", network, new[] { e.Charge.Value });
                break;
            case FinesAccrued e: Accrue(e); break;
            case FineLowered e:
                batch.Add("fine_lowered", network, e.Entry, record.At, record.Agency.Value, record.Terminal.Value, e.Charge.Value, e.Reader.Value, e.Over.AmountMinor,
                    e.Over.Currency.Code, Accounts.Income(e.Agency, FeeTypes.Overdue));
                break;
            case LoanLost e: batch.Add("loan_end", network, e.Loan.Id.Value, record.At, "lost"); break;
            case HoldExpired e: SetHold(e.Hold.Id, HoldState.Expired, null, null); break;
            case PaymentReceived e: Pay(e); break;
            case EntryReversed e: batch.Add("entry_reverse", network, e.Entry, record.At, record.Agency.Value, record.Terminal.Value, e.Original); break;
            case MoneyHeld e: HoldMoney(e); break;
            case MoneyHoldEnded e:
                Post(e.Entry, e.Source);
                batch.Add("money_hold_end", network, e.Hold.Id.Value, Words.Of(e.State), record.At, e.Captured?.AmountMinor, e.Entry.Id);
                break;
            case MoneyHoldCapturedLate e: batch.Add("money_hold_late", network, e.Hold.Value, e.Entry); break;
            case MoneyMoved e: Post(e.Entry, e.Source); break;
            case ServicePaid e:
                batch.Add("service_paid", network, e.Charge.Value, e.Reader.Value, e.Agency.Value, e.FeeType, record.At);
                Post(e.Entry, e.Source);
                break;
            case WalletAuthorised e:
                batch.Add("wallet_authorise", network, e.Reader.Value, e.Currency.Code, record.At, e.By.Value, e.ChipId);
                break;
            case WalletClosed e:
                if (e.Entry is not null) Post(e.Entry, null);
                batch.Add("wallet_close", network, e.Reader.Value, record.At);
                break;
            case CopyCardTransferred e:
                Post(e.Entry, e.Source);
                batch.Add("copy_card_insert", network, e.CopyCard, e.Reader.Value, e.Entry.Id, e.Operator, record.At);
                break;
            case CashInserted e:
                batch.Add("cash_inserted", network, e.Entry, e.Terminal.Value, e.Pieces.Select(p => p.Value.AmountMinor).ToArray(), e.Pieces.Select(p => p.Count).ToArray(),
                    e.Pieces[0].Value.Currency.Code);
                break;
            case ReceiptIssued e:
                batch.Add("receipt_insert", network, e.Wanted.Agency.Value, e.Day, e.Number, e.Entry, e.Wanted.Operator, record.At);
                break;
            case VaultEmptied e:
                Post(e.Entry, e.Source);
                batch.Add("vault_emptied", network, e.Entry.Id, e.Vault.Value, e.Counted.AmountMinor, e.Expected.AmountMinor, e.Operator, record.At, e.CountedPieces);
                if (!e.Pieces.IsEmpty)
                    batch.Add("cash_inserted", network, e.Entry.Id, e.Vault.Value, e.Pieces.Select(p => p.Value.AmountMinor).ToArray(), e.Pieces.Select(p => -p.Count).ToArray(),
                        e.Pieces[0].Value.Currency.Code);
                break;
            case CashAssigned e:
                Post(e.Entry, e.Source);
                batch.Add("cash_assigned", network, e.Unassigned, record.At, e.Entry.Id);
                break;
            case CashUnassigned e:
                Post(e.Entry, e.Reference);
                batch.Add("cash_unassigned", network, e.Entry.Id, e.Terminal.Value, e.Reference, e.Card.Value, e.Amount.AmountMinor, e.Amount.Currency.Code, e.Why, record.At);
                break;
            case OnlinePaymentStarted e: batch.Add(network, e.Payment); break;
            case OnlinePaymentReceived e:
                if (e.Entry is not null) Post(e.Entry, e.Receipt.Number);
                batch.Add(network, e, record.At);
                break;
            case OnlinePaymentExpired e: batch.Add("online_payment_state", network, e.Payment, Words.Of(OnlinePaymentState.Expired)); break;
            case OnlineRefundDecided e:
                if (e.Entry is not null) Post(e.Entry, null);
                batch.Add(network, e, record.At);
                break;
            case OnlineRefundSent e:
                Post(e.Entry, e.GatewayNumber);
                batch.Add("online_refund_sent", network, e.Refund.Id, record.At, e.GatewayNumber, e.Entry.Id);
                break;
            case CardBlocked { Block: var b } e: batch.Add("card_block", network, e.Card.Value, b.By.Value, b.At, b.Message, b.CardRetained); break;
            case CardUnblocked e: batch.Add("card_block", network, e.Card.Value, null, null, null, null); break;
            case CardStateChanged e: batch.Add("card_state", network, e.Card.Value, Words.Of(e.State)); break;
            case ReaderEnrolled e: Enrol(e.Reader); break;
            case ReaderChanged e: Change(e.Reader); break;
            case AgencyCreated e: Create(e.Agency); break;
            case AgencyChanged e: Change(e.Agency); break;
            case ReaderNoticeKept { Notice: var n }:
                batch.Add("reader_notice_insert", network, n.Id, record.At, n.DueAt, n.Reader.Value, record.Agency.Value, record.Terminal.Value, n.Kind, n.Text, n.Barcode?.Value);
                break;
            case ReaderNoticeHanded { Kept: var k }: batch.Add("notice_handed", network, k.Notice.Id, record.At); break;
            case ReaderNoticeSent { Kept: var k }: batch.Add("notice_told", network, k.Notice.Id, record.At); break;
            case PinFailed e: batch.Add("pin_failed", network, e.Reader.Value, e.Attempts, e.LockUntil); break;
            case PinAccepted e: batch.Add("pin_accepted", network, e.Reader.Value); break;
            case ContradictionNoted e:
                batch.Add("contradiction_insert", network, ids.Next(), record.At, record.Agency.Value, record.Terminal.Value, e.Code, record.Message);
                break;
            case GateAlarmed { Item: var i }:
                batch.Add("alarm_insert", network, ids.Next(), record.At, record.Agency.Value, record.Terminal.Value, i.Id.Value, i.Barcode.Value, i.Title.Name);
                break;
            case PartnerNewsNoted { News: var n } e:
                batch.Add("partner_news_insert", network, ids.Next(), record.At, e.HappenedAt, record.Agency.Value, record.Terminal.Value, n.Service, n.Item, n.User, n.Request, AddressJson.Of(n.ShipTo));
                break;
            case InterlibraryRequested e:
                Insert(e.Loan);
                batch.Ship(network, e.Loan);
                break;
            case InterlibraryMoved e:
                Update(e.Loan);
                batch.Ship(network, e.Loan);
                break;
            case ReturnDateMoved e: batch.Add("item_return_by", network, e.Item.Value, e.ReturnBy); break;
            case InterlibraryRenewalRefused: break;
            case InterlibraryRenewalAsked: break; // Only told, by a message beside it.
            case InterlibraryOffered: break;
            case MessageAnswered e: batch.Add("outbox_answered", network, e.Message, e.Outcome); break;
            case ItemActNoted: break; // In the journal, beside its stream.
            default: throw new InvalidOperationException($"No line writes {happened.GetType().Name}.");
        }
    }

    void WriteCommand()
    {
        if (record.Key is not { } key) return;
        // Where another title's hold comes or goes, the reader's repetition is still the same one: titles do not count.
        var streams = record.Streams.Where(s => !s.Stream.StartsWith("title/", StringComparison.Ordinal)).ToArray();
        batch.Add("save_command", network, key.Scope, key.Key, record.Occurrence, record.At, record.MovesMoney, key.Fingerprint,
            streams.Select(s => s.Stream).ToArray(), streams.Select(s => s.Version + Step).ToArray(), record.Answer);
    }

    void WriteJournal()
    {
        if (Step == 0 || record.Streams.IsEmpty) return;
        var acts = record.Events.OfType<ItemActNoted>().ToDictionary(e => $"item/{e.Item}", e => e.Act);
        batch.Add("save_journal", network,
            record.Streams.Select(s => s.Stream).ToArray(),
            record.Streams.Select(s => s.Version + 1).ToArray(),
            record.At,
            record.Events.Select(e => e.GetType().Name).ToArray(),
            record.Terminal.Value,
            record.Streams.Select(s => acts.TryGetValue(s.Stream, out var act) ? JsonSerializer.Serialize(act, ActJson.Default.ItemAct) : null).ToArray());
    }

    /// <summary>What a wrong PIN changes is a counter of its own; everything else moves the streams on.</summary>
    int Step => record.Events.Any(e => e is not (PinFailed or PinAccepted)) ? 1 : 0;

    void InsertLoan(Loan loan, DateTimeOffset? endedAt)
    {
        batch.Add("loan_insert", network, loan.Id.Value, loan.Item.Value, loan.Reader.Value, loan.Card.Value, loan.Agency.Value,
            loan.CheckedOutAt, loan.DueAt, endedAt);
        if (loan.ShipTo is not null) batch.Add("loan_ship_to", network, loan.Id.Value, AddressJson.Of(loan.ShipTo));
    }

    void InsertHold(HoldPlaced e)
    {
        var hold = e.Hold;
        batch.Add("hold_insert", network, hold.Id.Value, hold.Reader.Value, hold.Card.Value, e.At.Value, hold.Title.Value, (int)hold.Scope,
            hold.Item?.Value, hold.PickupLocation, hold.PlacedAt, hold.ExpiresAt, hold.Request?.Agency, hold.Request?.Number,
            hold.RequestType, hold.NeededFrom, hold.CollectBy, hold.Fee?.Amount.AmountMinor, hold.Fee?.Amount.Currency.Code, hold.Fee?.IsPaid);
        if (hold.ShipTo is not null) batch.Ship(network, hold.Id, hold.ShipTo);
    }

    void TakeIn(Item item)
    {
        var title = item.Title;
        batch.Add("title_insert", network, title.Id.Value, title.RecordNumber, title.Name, title.Author, title.MediaType);
        batch.Add("item_insert", network, item.Id.Value, item.Barcode.Value, item.Owner.Value, title.Id.Value, item.Kind, item.PermanentLocation, Words.Of(item.Status),
            item.LentBy?.Value, item.ReturnBy, item.NotRenewable);
        if (!item.Restrictions.IsEmpty) batch.Describe(network, item);
    }

    void Add(ItemAdded e)
    {
        var (item, title) = (e.Item, e.Item.Title);
        if (e.IsNewTitle) batch.Add("title_insert", network, title.Id.Value, title.RecordNumber, title.Name, title.Author, title.MediaType);
        batch.Add("item_insert", network, item.Id.Value, item.Barcode.Value, item.Owner.Value, title.Id.Value, item.Kind, item.PermanentLocation, Words.Of(item.Status),
            null, null, false);
        batch.Describe(network, item);
    }

    void Insert(InterlibraryLoan loan) => batch.Add("interlibrary_insert", network, loan.Id.Value, loan.Agency.Value, loan.Partner.Value, Words.Of(loan.Role),
        loan.Number.Agency, loan.Number.Number, loan.RequestType, Words.Of(loan.State), loan.Card.Value, loan.RecordNumber, loan.TitleName, loan.Author,
        loan.Copy?.Value, loan.Place, loan.RequestedAt);

    void Update(InterlibraryLoan loan) => batch.Add("interlibrary_update", network, loan.Id.Value, Words.Of(loan.State), loan.Copy?.Value, loan.TitleName, loan.Author,
        loan.ShippedAt, loan.ReceivedAt, loan.ReturnBy, loan.NotRenewable, loan.ReturningAt, loan.EndedAt, loan.Remark, loan.Note);

    void SetHold(HoldId hold, HoldState state, ItemId? captured, DateTimeOffset? until) =>
        batch.Add("hold_state", network, hold.Value, Words.Of(state), captured?.Value, until, record.At);
}
