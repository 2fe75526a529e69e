using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Rows of the load queries to records. Columns are read in the order of each query's select list.</summary>
static class Rows
{
    public static PriorAnswer Prior(DbDataReader row) => new(
        row.GetInt32(0), row.Instant(1), row.GetBoolean(2), row.GetFieldValue<byte[]>(3), row.GetBoolean(5), row.GetFieldValue<byte[]>(4));

    public static Reader Reader(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        var id = row.GetGuid(0);
        AddVersion(row, 23, "reader", id, streams);
        var agencies = row.GetFieldValue<string[]>(21);
        var states = row.GetFieldValue<string[]>(22);
        return new()
        {
            Id = new(id), Home = new(row.GetString(1)), Category = row.GetString(2), Level = row.TextOrNull(3), Name = row.GetString(4),
            Language = row.TextOrNull(5), BirthDate = row.DayOrNull(6),
            Addresses = AddressJson.Read(row.TextOrNull(25), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9)), PinHash = row.TextOrNull(10), PinFailures = row.GetInt32(11), PinLockedUntil = row.InstantOrNull(12),
            PinMustChange = row.GetBoolean(24),
            Card = new()
            {
                Number = new(row.GetString(13)), IssuedBy = new(row.GetString(14)), State = Words.Read<CardState>(row.GetString(15)),
                ValidUntil = row.DayOrNull(16),
                Block = row.IsDBNull(17) ? null : new(new(row.GetString(17)), row.Instant(18), row.GetString(19), row.GetBoolean(20)),
            },
            Memberships = [.. agencies.Zip(states, (agency, state) => new Membership(new(agency), Words.Read<MembershipState>(state)))],
        };
    }

    public static AccountRow Account(DbDataReader row) => new(row.Records(0, OpenLoan), row.Records(1, Hold), row.Records(2, Charge),
        row.IsDBNull(3) ? [] : [.. row.GetFieldValue<string[]>(3).Select(static number => new CardNumber(number))]);

    public static Loan Loan(DbDataReader row) => new()
    {
        Id = new(row.GetGuid(0)), Item = new(row.GetGuid(1)), Barcode = new(row.GetString(2)), Title = new(row.GetGuid(3)),
        TitleName = row.GetString(4), RecordNumber = row.GetString(5), ItemKind = row.GetString(6), Reader = new(row.GetGuid(7)),
        Card = new(row.GetString(8)), Agency = new(row.GetString(9)), CheckedOutAt = row.Instant(10), DueAt = row.Instant(11),
        Renewals = row.GetInt32(12), RecalledAt = row.InstantOrNull(13), ClaimedReturned = row.GetBoolean(14),
    };

    public static Loan OpenLoan(DbDataReader row) => Loan(row) with { ReturnBy = row.InstantOrNull(15), NotRenewable = row.GetBoolean(16) };

    public static PastLoan PastLoan(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        var loan = Loan(row) with { Borrower = new(row.GetString(15), row.TextOrNull(16), row.TextOrNull(17)) };
        if (!row.IsDBNull(19)) streams.Add(new($"reader/{loan.Reader}", row.GetInt32(20)));
        return new(loan, row.Instant(18), row.IdOrNull(19));
    }

    public static Hold Hold(DbDataReader row) => new()
    {
        Id = new(row.GetGuid(0)), Reader = new(row.GetGuid(1)), Card = new(row.GetString(2)), Title = new(row.GetGuid(3)),
        TitleName = row.GetString(4), Scope = (HoldScope)row.GetInt32(5), Item = row.IdOrNull(6) is { } item ? new(item) : null,
        PickupLocation = row.GetString(7), PlacedAt = row.Instant(8), ExpiresAt = row.InstantOrNull(9),
        State = Words.Read<HoldState>(row.GetString(10)), CapturedItem = row.IdOrNull(11) is { } captured ? new(captured) : null,
        CapturedBarcode = row.TextOrNull(12) is { } barcode ? new(barcode) : null, ShelfUntil = row.InstantOrNull(13),
        ReaderName = row.TextOrNull(14), Request = row.IsDBNull(16) ? null : new(row.GetString(15), row.GetString(16)),
        RequestType = row.TextOrNull(17), NeededFrom = row.InstantOrNull(18), CollectBy = row.InstantOrNull(19), ReadyAt = row.InstantOrNull(20),
        Fee = row.IsDBNull(21) ? null : new(new(row.GetInt64(21), Currency.Parse(row.GetString(22))), row.GetBoolean(23)),
        Position = row.FieldCount > 24 && !row.IsDBNull(24) ? row.GetInt32(24) : null,
        AnyBarcode = row.FieldCount > 25 && !row.IsDBNull(25) ? new(row.GetString(25)) : null,
        RecordNumber = row.FieldCount > 27 ? row.GetString(27) : "",
        ShipTo = row.FieldCount > 26 ? AddressJson.Shipping(row.TextOrNull(26)) : null,
    };

    public static Charge Charge(DbDataReader row) => new()
    {
        Id = new(row.GetGuid(0)), Number = row.GetInt64(1), Agency = new(row.GetString(2)), FeeType = row.GetString(3),
        AssessedAt = row.Instant(4), Item = row.TextOrNull(5) is { } barcode ? new(barcode) : null, TitleName = row.TextOrNull(6),
        Remaining = new(row.GetInt64(8), Currency.Parse(row.GetString(7))), Reference = row.TextOrNull(9),
    };

    public static Item Item(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        var (id, title) = (row.GetGuid(0), row.GetGuid(12));
        AddVersion(row, 29, "item", id, streams);
        AddVersion(row, 30, "title", title, streams);
        if (row.IdOrNull(18) is { } borrower) AddVersion(row, 31, "reader", borrower, streams);
        return new()
        {
            Id = new(id), Barcode = new(row.GetString(1)), Owner = new(row.GetString(2)), Kind = row.GetString(3),
            PermanentLocation = row.GetString(4), CurrentLocation = row.GetString(5), Status = Words.Read<ItemStatus>(row.GetString(6)),
            Properties = row.TextOrNull(7), CallNumber = row.TextOrNull(8), Collection = row.TextOrNull(9), IsMagnetic = row.GetBoolean(10),
            SecurityMarker = row.GetString(11),
            Title = new(new(title), row.GetString(13), row.GetString(14), row.TextOrNull(15), row.GetString(16)) { Resource = row.TextOrNull(37) },
            CopyNumber = row.TextOrNull(38), Part = row.TextOrNull(39), Pieces = row.IsDBNull(40) ? null : row.GetInt32(40),
            Restrictions = row.IsDBNull(41) ? [] : [.. row.GetFieldValue<string[]>(41)], Summary = row.FieldCount > 42 ? row.TextOrNull(42) : null,
            LentBy = row.TextOrNull(32) is { } lender ? new(lender) : null, ReturnBy = row.InstantOrNull(33), NotRenewable = row.GetBoolean(34),
            Loan = row.IsDBNull(17) ? null : LoanOf(row, new(id), new(title)),
        };
    }

    static Loan LoanOf(DbDataReader row, ItemId item, TitleId title) => new()
    {
        Id = new(row.GetGuid(17)), Item = item, Barcode = new(row.GetString(1)), Title = title, TitleName = row.GetString(14),
        RecordNumber = row.GetString(13), ItemKind = row.GetString(3), Reader = new(row.GetGuid(18)), Card = new(row.GetString(19)),
        Agency = new(row.GetString(20)), CheckedOutAt = row.Instant(21), DueAt = row.Instant(22), Renewals = row.GetInt32(23),
        RecalledAt = row.InstantOrNull(24), ClaimedReturned = row.GetBoolean(25), ReturnBy = row.InstantOrNull(33), NotRenewable = row.GetBoolean(34),
        Borrower = new(row.GetString(26), row.TextOrNull(27), row.TextOrNull(28)),
        AccruedMinor = row.GetInt64(35), AccrualCharge = row.IdOrNull(36) is { } charge ? new(charge) : null,
        RecallTo = row.FieldCount > 43 ? AddressJson.Shipping(row.TextOrNull(43)) : null,
    };

    public static InterlibraryLoan Interlibrary(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        AddVersion(row, 21, "interlibrary", row.GetGuid(0), streams);
        return Interlibrary(row) with { ShipTo = AddressJson.Shipping(row.TextOrNull(22)), Note = row.TextOrNull(23) };
    }

    public static InterlibraryLoan Interlibrary(DbDataReader row) => new()
    {
        Id = new(row.GetGuid(0)), Agency = new(row.GetString(1)), Partner = new(row.GetString(2)), Role = Words.Read<InterlibraryRole>(row.GetString(3)),
        Number = new(row.GetString(4), row.GetString(5)), RequestType = row.GetString(6), State = Words.Read<InterlibraryState>(row.GetString(7)),
        Card = new(row.GetString(8)), RecordNumber = row.TextOrNull(9), TitleName = row.GetString(10), Author = row.TextOrNull(11),
        Copy = row.TextOrNull(12) is { } copy ? new(copy) : null, Place = row.GetString(13), RequestedAt = row.Instant(14), ShippedAt = row.InstantOrNull(15),
        ReceivedAt = row.InstantOrNull(16), ReturnBy = row.InstantOrNull(17), NotRenewable = row.GetBoolean(18), ReturningAt = row.InstantOrNull(19),
        Remark = row.TextOrNull(20),
    };

    public static InterlibraryOpen OpenInterlibrary(DbDataReader row) =>
        new(row.GetInt32(0), [.. row.GetFieldValue<string[]>(1)], [.. row.GetFieldValue<string[]>(2).Select(static copy => new Barcode(copy))]);

    /// <summary>As staff see it in a list.</summary>
    public static InterlibraryLoan InterlibraryListed(DbDataReader row) => Interlibrary(row) with { Note = row.TextOrNull(21) };

    public static Worth Worth(DbDataReader row) => new(row.IsDBNull(0) ? null : row.GetInt64(0), row.DayOrNull(1), row.TextOrNull(2));

    public static Loan Overdue(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new($"item/{row.GetGuid(1)}", row.GetInt32(20)));
        streams.Add(new($"reader/{row.GetGuid(7)}", row.GetInt32(21)));
        return Loan(row) with
        {
            AccruedMinor = row.GetInt64(15), AccrualCharge = row.IdOrNull(16) is { } charge ? new(charge) : null,
            Borrower = new(row.GetString(17), row.TextOrNull(18), row.TextOrNull(19)),
        };
    }

    public static Loan NewlyOverdue(DbDataReader row, AgencyId agency, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new($"overdue/{agency}", row.GetInt32(15)));
        return Loan(row);
    }

    public static TitleQueue Title(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        AddVersion(row, 6, "title", row.GetGuid(0), streams);
        return new(new(new(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetString(4)), [], row.GetInt32(5));
    }

    public static Title TitleRecord(DbDataReader row) =>
        new(new(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetString(4));

    /// <summary>Whether such a person has a card: <c>yes</c> or <c>no</c>.</summary>
    public static string Person(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new(row.GetString(1), row.GetInt32(2)));
        return row.GetBoolean(0) ? "yes" : "no";
    }

    public static LastActRow LastAct(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        if (!row.IsDBNull(2) && !row.IsDBNull(3)) streams.Add(new($"reader/{row.GetString(2)}", row.GetInt32(3)));
        return new(JsonSerializer.Deserialize(row.GetString(0), ActJson.Default.ItemAct)!, row.GetBoolean(1));
    }

    public static async Task<IReadOnlyDictionary<TitleId, int>> LoanQueuesAsync(
        ResultReader results, ImmutableArray<StreamVersion>.Builder streams, CancellationToken cancel)
    {
        var rows = await results.ManyAsync(
            row => (Item: row.GetGuid(0), Title: row.GetGuid(1), ItemVersion: row.GetInt32(2), TitleVersion: row.GetInt32(3), Waiting: row.GetInt32(4)),
            cancel);
        foreach (var row in rows)
        {
            streams.Add(new($"item/{row.Item}", row.ItemVersion));
            streams.Add(new($"title/{row.Title}", row.TitleVersion));
        }
        return rows.DistinctBy(row => row.Title).ToDictionary(row => new TitleId(row.Title), row => row.Waiting);
    }

    static void AddVersion(DbDataReader row, int column, string kind, Guid id, ImmutableArray<StreamVersion>.Builder streams)
    {
        if (!row.IsDBNull(column)) streams.Add(new($"{kind}/{id}", row.GetInt32(column)));
    }
}

/// <summary>What a reader has, wants and owes, and the cards that hers has replaced.</summary>
sealed record AccountRow(ImmutableArray<Loan> Loans, ImmutableArray<Hold> Holds, ImmutableArray<Charge> Charges, ImmutableArray<CardNumber> OldCards);

sealed record LastActRow(ItemAct Act, bool IsPaid);
