using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Load in one round trip, save in one round trip. Versions are read before what they guard.</summary>
public sealed class CommandStore(Database database, IIdSource ids) : ICommandStore
{
    public async Task<Loaded> LoadAsync(NetworkId network, Needs needs, CommandKey? key, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
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
            if (needs.OldCards) batch.Add("load_old_cards", network, card.Value);
            if (needs.Account)
            {
                batch.Add("load_loans", network, card.Value);
                batch.Add("load_holds", network, card.Value);
                batch.Add("load_charges", network, card.Value);
            }
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
            batch.Add("load_copies", network, records, barcodes, copies.Take, copies.Skip, copies.Sets.Select(set => $"{set.Record}@{set.Owner}").ToArray());
            batch.Add("load_copies_queue", network, records, barcodes);
        }
        if (needs.TitleRecord) batch.Add("load_title_record", network, needs.Title);
        if (needs.Person is { } person) batch.Add("load_person", network, person.Name, person.BirthDate);
        if (needs.Agency is { } agency) batch.Add("load_agency", agency.Value);
        if (needs.Interlibrary is { } key)
            batch.Add("load_interlibrary", network, key.Agency.Value, key.Number?.Agency, key.Number?.Number, key.Copy?.Value, needs.Versions);
        if (needs.InterlibraryCount is { } count) batch.Add("count_interlibrary", network, count.Agency.Value, count.Partner.Value);
        if (needs.Request is { } request)
            batch.Add("load_request", network, request.Number, request.Agency, Guid.TryParseExact(request.Number, "N", out var id) ? id : null);
    }

    static async Task<Loaded> ReadAsync(ResultReader results, Needs needs, CommandKey? key, CancellationToken cancel)
    {
        var streams = ImmutableArray.CreateBuilder<StreamVersion>();
        var prior = key is null ? null : await results.OneAsync(Rows.Prior, cancel);
        var snapshot = new Snapshot();
        if (needs.Card is not null)
        {
            var reader = await results.OneAsync(row => Rows.Reader(row, streams), cancel);
            if (needs.LoanQueues)
                snapshot = snapshot with { WaitingForLoans = await Rows.LoanQueuesAsync(results, streams, cancel) };
            if (needs.OldCards) snapshot = snapshot with { OldCards = await results.ManyAsync(static row => new CardNumber(row.GetString(0)), cancel) };
            if (needs.Account)
            {
                var loans = await results.ManyAsync(Rows.OpenLoan, cancel);
                var holds = await results.ManyAsync(Rows.Hold, cancel);
                var charges = await results.ManyAsync(Rows.Charge, cancel);
                reader = reader is null ? null : reader with { Loans = loans, Holds = holds, Charges = charges };
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
        if (needs.Copies is not null)
        {
            var copies = await results.ManyAsync(row => Rows.Item(row, streams), cancel);
            var queues = (await results.ManyAsync(Rows.Hold, cancel)).ToLookup(hold => hold.Title);
            snapshot = snapshot with { Copies = [.. copies.Select(copy => copy with { Queue = [.. queues[copy.Title.Id]] })] };
        }
        if (needs.TitleRecord) snapshot = snapshot with { KnownTitle = await results.OneAsync(Rows.TitleRecord, cancel) };
        if (needs.Person is not null) snapshot = snapshot with { SamePerson = await results.OneAsync(row => Rows.Person(row, streams), cancel) is "yes" };
        if (needs.Agency is not null) snapshot = snapshot with { AgencyExists = await results.OneAsync(static row => row.GetBoolean(0) ? "yes" : "no", cancel) is "yes" };
        if (needs.Interlibrary is not null)
            snapshot = snapshot with { Interlibrary = await results.OneAsync(row => Rows.Interlibrary(row, streams), cancel) };
        if (needs.InterlibraryCount is not null)
            snapshot = snapshot with { OpenInterlibrary = (await results.ManyAsync(row => row.GetInt32(0), cancel))[0] };
        if (needs.Request is not null) snapshot = snapshot with { Request = await results.OneAsync(Rows.Hold, cancel) };
        return new(snapshot with { Streams = [.. streams.DistinctBy(s => s.Stream).OrderBy(s => s.Stream, StringComparer.Ordinal)] }, prior);
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
                or "interlibrary_loan_number",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => true,
        _ => false,
    };
}
