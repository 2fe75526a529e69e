using System.Collections.Immutable;
using System.Data.Common;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Rows of the wallet's queries to records.</summary>
static class WalletRows
{
    /// <summary>Null where the reader's wallet could only be in a currency that nobody knows.</summary>
    public static PrepaidWallet? Wallet(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams, bool databaseTimeCounts)
    {
        streams.Add(new($"wallet/{row.GetGuid(0)}", row.GetInt32(9)));
        if (!Currency.TryParse(row.GetString(1), out var currency)) return null;
        return new()
        {
            Posted = new(row.GetInt64(2), currency), Held = new(row.GetInt64(3), currency), RegisteredAt = row.Instant(4), AuthorisedAt = row.InstantOrNull(5),
            ChipId = row.TextOrNull(6), ClosedAt = row.InstantOrNull(7), AsOf = databaseTimeCounts ? row.Instant(8) : null,
            Holds = row.Records(10, MoneyHold),
        };
    }

    public static MoneyHold MoneyHold(DbDataReader row) => new()
    {
        Id = new(row.GetGuid(0)), Reader = new(row.GetGuid(1)), Terminal = new(row.GetString(2)), Group = row.TextOrNull(3), Reference = row.GetString(4),
        Purpose = row.GetString(5), Amount = new(row.GetInt64(6), Currency.Parse(row.GetString(7))), PlacedAt = row.Instant(8), ExpiresAt = row.Instant(9),
        State = Words.Read<MoneyHoldState>(row.GetString(10)), IsCapturedLate = row.GetBoolean(11),
    };

    public static Debit Debit(DbDataReader row)
    {
        var currency = Currency.Parse(row.GetString(6));
        return new(row.GetGuid(0), row.TextOrNull(1), row.TextOrNull(2), new(row.GetGuid(3)), row.GetString(4), new(row.GetInt64(5), currency), new(row.GetInt64(7), currency));
    }
}
