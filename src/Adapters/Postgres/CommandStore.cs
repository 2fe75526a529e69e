using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Load in one round trip, save in one round trip. Versions are read before what they guard.</summary>
/// <param name="time">Where it is the machine's own clock, the database's counts for what expires: it is the same for all servers.</param>
public sealed class CommandStore(Database database, IIdSource ids, TimeProvider time) : ICommandStore
{
    public async Task<Loaded> LoadAsync(NetworkId network, Needs needs, CommandKey? key, CancellationToken cancel)
    {
        await using var connection = await database.ConnectToLoadAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        Compose(batch, network.Value, needs, key);
        if (batch.BatchCommands.Count == 0) return new(new Snapshot(), null);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        var results = new ResultReader(rows);
        return await ReadAsync(results, needs, key, cancel);
    }

    static void Compose(NpgsqlBatch batch, string network, Needs needs, CommandKey? command)
    {
        if (command is not null) batch.Add("load_command", network, command.Scope, command.Key);
        if (needs.Card is { } card)
        {
            batch.Add("load_reader", network, card.Value, needs.Versions);
            if (needs.LoanQueues) batch.Add("load_loan_queues", network, card.Value);
            if (needs.Wallet) batch.Add("load_wallet", network, card.Value, needs.Currency);
            if (needs.Account) batch.Add("load_account", network, card.Value, needs.OldCards);
        }
        if (needs.Item is { } barcode)
        {
            batch.Add("load_item", network, barcode.Value, needs.Versions);
            batch.Add("load_queue", network, barcode.Value);
            if (needs.LastAct) batch.Add("load_last_act", network, barcode.Value);
            if (needs.History)
            {
                batch.Add("load_past_loans", network, barcode.Value);
                batch.Add("load_past_acts", network, barcode.Value);
            }
        }
        if (needs.TitleQueue)
        {
            batch.Add("load_title", network, needs.Title, needs.Item?.Value, needs.Versions);
            batch.Add("load_title_queue", network, needs.Title, needs.Item?.Value);
        }
        if (needs.Copies is { } copies)
        {
            string[] records = [.. copies.Records], barcodes = [.. copies.Barcodes];
            string[] sets = [.. copies.Sets.Select(set => $"{set.Record}@{set.Owner}")];
            batch.Add("load_copies", network, records, barcodes, copies.Take, copies.Skip, sets);
            batch.Add("load_copies_queue", network, records, barcodes);
            if (copies.IsOfSeveral) batch.Add("load_copies_known", network, records, barcodes, sets);
        }
        if (!needs.Isbns.IsEmpty) batch.Add("load_isbn", network, needs.Isbns.ToArray());
        if (needs.TitleRecord) batch.Add("load_title_record", network, needs.Title);
        if (needs.Person is { } person) batch.Add("load_person", network, person.Name, person.BirthDate);
        if (needs.Agency is { } agency) batch.Add("load_agency", agency.Value);
        if (needs.Interlibrary is { } key)
            batch.Add("load_interlibrary", network, key.Agency.Value, key.Number?.Agency, key.Number?.Number, key.Copy?.Value, needs.Versions, key.Ended);
        if (needs.InterlibraryCount is { } count) batch.Add("count_interlibrary", network, count.Agency.Value, count.Partner.Value, count.Card.Value, Words.Of(count.Role));
        if (needs.MoneyHold is { } hold) batch.Add("load_money_hold", network, hold, IdOf(hold));
        if (needs.Debit is { } debit) batch.Add("load_debits", network, debit, IdOf(debit));
        if (needs.Chip is { } chip) batch.Add("load_chip", network, chip);
        if (needs.CopyCard is { } copyCard) batch.Add("load_copy_card", network, copyCard);
        if (needs.Deposit && needs.Card is { } owner) batch.Add("load_deposit", network, owner.Value);
        if (needs.Worth && needs.Item is { } copy) batch.Add("load_worth", network, copy.Value);
        if (needs.Vault is { } vault)
        {
            batch.Add("load_vault", network, vault.Value);
            batch.Add("load_vault_pieces", network, vault.Value);
        }
        if (needs.Unassigned is { } slip) batch.Add("load_unassigned", network, slip.Machine.Value, slip.Reference);
        if (needs.Receipt is { } issuer) batch.Add("load_last_receipt", network, issuer.Value);
        if (needs.Overdue is { } overdue) batch.Add("load_overdue", network, overdue.Agency.Value, overdue.Day, overdue.DueBefore, overdue.Most,
            overdue.After.DueAt, overdue.After.Loan.Value);
        if (needs.OnlinePayment is { } online)
        {
            batch.Add("load_online_payment", network, online);
            batch.Add("load_online_covered", network, online);
        }
        if (needs.PendingTopUps && needs.Card is { } payer) batch.Add("load_pending_top_ups", network, payer.Value);
        if (needs.Earlier is { } earlier) batch.Add("load_earlier_answer", network, earlier.Scope, earlier.Key);
        if (needs.NewlyOverdue is { } late) batch.Add("load_newly_overdue", network, late.Agency.Value, late.After, late.Until, late.Most);
        if (needs.Notice is { } notice) batch.Add("load_notice", network, notice);
        if (needs.NoticesOf is { } told) batch.Add("load_notice_taker", network, told.Value);
        if (needs.Request is { } request)
            batch.Add("load_request", network, request.Number, request.Agency, IdOf(request.Number));
    }

    /// <summary>Our own number in a text; null where it can be none.</summary>
    static Guid? IdOf(string number) => Guid.TryParse(number, out var id) ? id : null;

    async Task<Loaded> ReadAsync(ResultReader results, Needs needs, CommandKey? key, CancellationToken cancel)
    {
        var streams = ImmutableArray.CreateBuilder<StreamVersion>();
        var prior = key is null ? null : await results.OneAsync(Rows.Prior, cancel);
        var snapshot = new Snapshot();
        if (needs.Card is not null)
        {
            var reader = await results.OneAsync(row => Rows.Reader(row, streams), cancel);
            if (needs.LoanQueues)
                snapshot = snapshot with { WaitingForLoans = await Rows.LoanQueuesAsync(results, streams, cancel) };
            if (needs.Wallet)
                snapshot = snapshot with { Wallet = await results.OneAsync(row => WalletRows.Wallet(row, streams, time == TimeProvider.System), cancel) };
            if (needs.Account && await results.OneAsync(Rows.Account, cancel) is { } account)
            {
                reader = reader is null ? null : reader with { Loans = account.Loans, Holds = account.Holds, Charges = account.Charges };
                snapshot = snapshot with { OldCards = account.OldCards };
            }
            snapshot = snapshot with { Reader = reader };
        }
        if (needs.Item is not null)
        {
            var item = await results.OneAsync(row => Rows.Item(row, streams), cancel);
            var queue = await results.ManyAsync(Rows.Hold, cancel);
            item = item is null ? null : item with { Queue = queue };
            if (needs.LastAct && await results.OneAsync(row => Rows.LastAct(row, streams), cancel) is { } last)
            {
                item = item is null ? null : item with { LastAct = last.Act };
                snapshot = snapshot with { LastActIsPaid = last.IsPaid };
            }
            if (needs.History)
            {
                var history = new ItemHistory(await results.ManyAsync(row => Rows.PastLoan(row, streams), cancel), await results.ManyAsync(row => row.Instant(0), cancel));
                item = item is null ? null : item with { History = history };
            }
            snapshot = snapshot with { Item = item };
        }
        if (needs.TitleQueue)
        {
            var title = await results.OneAsync(row => Rows.Title(row, streams), cancel);
            var holds = await results.ManyAsync(Rows.Hold, cancel);
            snapshot = snapshot with { Title = title is null ? null : title with { Holds = holds } };
        }
        if (needs.Copies is { } wanted)
        {
            var copies = await results.ManyAsync(row => Rows.Item(row, streams), cancel);
            var queues = (await results.ManyAsync(Rows.Hold, cancel)).ToLookup(hold => hold.Title);
            snapshot = snapshot with { Copies = [.. copies.Select(copy => copy with { Queue = [.. queues[copy.Title.Id]] })] };
            if (wanted.IsOfSeveral) snapshot = snapshot with { KnownCopies = await results.ManyAsync(static row => new CopyKnown(row.GetString(0), new(row.GetString(1)), row.TextOrNull(2)), cancel) };
        }
        if (!needs.Isbns.IsEmpty) snapshot = snapshot with { KnownIsbns = await results.ManyAsync(static row => new IsbnRecord(row.GetString(0), row.GetString(1)), cancel) };
        if (needs.TitleRecord) snapshot = snapshot with { KnownTitle = await results.OneAsync(Rows.TitleRecord, cancel) };
        if (needs.Person is not null) snapshot = snapshot with { SamePerson = await results.OneAsync(row => Rows.Person(row, streams), cancel) is "yes" };
        if (needs.Agency is not null) snapshot = snapshot with { AgencyExists = await results.OneAsync(static row => row.GetBoolean(0) ? "yes" : "no", cancel) is "yes" };
        if (needs.Interlibrary is not null)
            snapshot = snapshot with { Interlibrary = await results.OneAsync(row => Rows.Interlibrary(row, streams), cancel) };
        if (needs.InterlibraryCount is not null)
            snapshot = snapshot with { OpenInterlibrary = await results.OneAsync(Rows.OpenInterlibrary, cancel) ?? InterlibraryOpen.None };
        if (needs.MoneyHold is not null) snapshot = snapshot with { MoneyHolds = await results.ManyAsync(WalletRows.MoneyHold, cancel) };
        if (needs.Debit is not null) snapshot = snapshot with { Debits = await results.ManyAsync(WalletRows.Debit, cancel) };
        if (needs.Chip is not null) snapshot = snapshot with { ChipOwner = (await results.ManyAsync(static row => new ReaderId(row.GetGuid(0)), cancel)) is [var owner] ? owner : null };
        if (needs.CopyCard is not null) snapshot = snapshot with { CopyCardIsUsed = await results.OneAsync(static row => row.GetString(0), cancel) is not null };
        if (needs.Deposit) snapshot = snapshot with { DepositMinor = (await results.ManyAsync(static row => row.GetInt64(0), cancel))[0] };
        if (needs.Worth) snapshot = snapshot with { Worth = await results.OneAsync(Rows.Worth, cancel) };
        if (needs.Vault is { } vault)
        {
            var (owners, minor) = (await results.ManyAsync(row => CashRows.Vault(row, vault, streams), cancel))[0];
            snapshot = snapshot with { VaultAgencies = owners, VaultMinor = minor, VaultPieces = await results.ManyAsync(CashRows.Piece, cancel) };
        }
        if (needs.Unassigned is not null) snapshot = snapshot with { Unassigned = await results.OneAsync(row => CashRows.Unassigned(row, streams), cancel) };
        if (needs.Receipt is { } issuer) snapshot = snapshot with { LastReceipt = (await results.ManyAsync(row => CashRows.LastReceipt(row, issuer, streams), cancel))[0] };
        if (needs.Overdue is not null) snapshot = snapshot with { Overdue = await results.ManyAsync(row => Rows.Overdue(row, streams), cancel) };
        if (needs.OnlinePayment is not null)
        {
            var online = await results.OneAsync(row => OnlineRows.Payment(row, streams), cancel);
            var covered = await results.ManyAsync(OnlineRows.Covered, cancel);
            snapshot = snapshot with { OnlinePayment = online is null ? null : online with { Covered = covered } };
        }
        if (needs.PendingTopUps) snapshot = snapshot with { PendingTopUpsMinor = (await results.ManyAsync(static row => row.GetInt64(0), cancel))[0] };
        if (needs.Earlier is not null) snapshot = snapshot with { EarlierAnswer = await results.OneAsync(static row => row.GetFieldValue<byte[]>(0), cancel) ?? [] };
        if (needs.NewlyOverdue is { } fallen) snapshot = snapshot with { Overdue = await results.ManyAsync(row => Rows.NewlyOverdue(row, fallen.Agency, streams), cancel) };
        if (needs.Notice is not null) snapshot = snapshot with { Notice = await results.OneAsync(row => NoticeRows.Kept(row, streams), cancel) };
        if (needs.NoticesOf is not null) snapshot = snapshot with { NoticesAreTaken = await results.OneAsync(static row => row.GetBoolean(0) ? "yes" : "no", cancel) is "yes" };
        if (needs.Request is not null) snapshot = snapshot with { Request = await results.OneAsync(Rows.Hold, cancel) };
        return new(snapshot with { Streams = [.. streams.DistinctBy(s => s.Stream).OrderBy(s => s.Stream, StringComparer.Ordinal)] }, prior);
    }

    public async Task NoteRepeatAsync(CommandContext context, string command, DateTimeOffset at, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        var key = context.Key!;
        batch.Add("suspected_repeat_insert", context.Network.Value, key.Scope, key.Key, at, context.Agency.Value, context.Caller.Terminal.Value, command);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public async Task<bool> SaveAsync(CommandRecord record, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        new EventWriter(batch, record, ids).Write();
        if (batch.BatchCommands.Count == 0) return true;
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            return true;
        }
        catch (PostgresException conflict) when (IsConflict(conflict))
        {
            return false;
        }
    }

    /// <summary>Somebody else wrote the same version, the same command, or took the same copy; or the database chose us to give way.</summary>
    static bool IsConflict(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation =>
            fault.ConstraintName is "journal_pkey" or "command_log_pkey" or "one_open_loan" or "one_capture" or "ledger_entry_network_id_reverses_key"
                or "item_barcode" or "title_network_id_record_number_key" or "card_pkey" or "agency_agency_id_key"
                or "interlibrary_loan_number" or "copy_card_once" or "online_receipt_once" or "wallet_pkey" or "wallet_network_id_chip_id_key",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => true,
        _ => false,
    };
}
