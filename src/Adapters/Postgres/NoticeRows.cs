using System.Collections.Immutable;
using System.Data.Common;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Readers' notices out of their rows.</summary>
static class NoticeRows
{
    public static KeptNotice Kept(DbDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        var id = row.GetGuid(0);
        streams.Add(new($"notice/{id}", row.GetInt32(19)));
        var notice = new ReaderNotice(id, new(row.GetGuid(1)), row.GetString(2), row.GetString(3), row.TextOrNull(4) is { } barcode ? new(barcode) : null, row.Instant(5));
        return new(notice, new(row.GetString(8)))
        {
            HandedAt = row.InstantOrNull(6), ToldAt = row.InstantOrNull(7), Category = row.GetString(9), Language = row.TextOrNull(10), Email = row.TextOrNull(11),
            Phone = row.TextOrNull(12), Address = row.TextOrNull(13),
            Title = row.IdOrNull(14) is { } title ? new Title(new(title), row.GetString(15), row.GetString(16), row.TextOrNull(17), row.GetString(18)) : null,
        };
    }

    public static WaitingNotice Waiting(DbDataReader row) => new(
        row.GetGuid(0), row.Instant(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), row.InstantOrNull(6), row.GetBoolean(7), row.TextOrNull(8));
}
