using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Statements by file name with positional parameters, and results row by row.</summary>
static class Batches
{
    extension(NpgsqlBatch batch)
    {
        /// <summary>Adds a query of Queries/; null is SQL's null.</summary>
        public void Add(string query, params ReadOnlySpan<object?> values)
        {
            var command = new NpgsqlBatchCommand(SqlText.Of(query));
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = Stored(value), NpgsqlDbType = TypeOf(value) });
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>Instants are kept in UTC; terminals and calendars give them with the library's offset.</summary>
    static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.ToUniversalTime(),
        _ => value,
    };

    /// <summary>A null must have a type as well, or the statement would be prepared twice: text goes wherever it is cast.</summary>
    static NpgsqlDbType TypeOf(object? value) => value switch
    {
        null => NpgsqlDbType.Unknown,
        string => NpgsqlDbType.Text,
        Guid => NpgsqlDbType.Uuid,
        int => NpgsqlDbType.Integer,
        long => NpgsqlDbType.Bigint,
        bool => NpgsqlDbType.Boolean,
        DateTimeOffset => NpgsqlDbType.TimestampTz,
        DateOnly => NpgsqlDbType.Date,
        byte[] or ReadOnlyMemory<byte> => NpgsqlDbType.Bytea,
        string?[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
        int[] => NpgsqlDbType.Array | NpgsqlDbType.Integer,
        long[] => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        Guid[] or Guid?[] => NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "No column holds this type."),
    };
}

/// <summary>The results of a batch, in the order of its statements.</summary>
sealed class ResultReader(NpgsqlDataReader rows)
{
    bool started;

    public async Task<T?> OneAsync<T>(Func<NpgsqlDataReader, T?> map, CancellationToken cancel) where T : class
    {
        await NextAsync(cancel);
        return await rows.ReadAsync(cancel) ? map(rows) : null;
    }

    public async Task<ImmutableArray<T>> ManyAsync<T>(Func<NpgsqlDataReader, T> map, CancellationToken cancel)
    {
        await NextAsync(cancel);
        if (!await rows.ReadAsync(cancel)) return [];
        var all = ImmutableArray.CreateBuilder<T>();
        do all.Add(map(rows));
        while (await rows.ReadAsync(cancel));
        return all.ToImmutable();
    }

    async Task NextAsync(CancellationToken cancel)
    {
        if (started && !await rows.NextResultAsync(cancel)) throw new InvalidOperationException("The batch has fewer results than were asked for.");
        started = true;
    }
}

static class Columns
{
    extension(DbDataReader row)
    {
        /// <summary>The records of a column that is an array of them, each read like a row.</summary>
        public ImmutableArray<T> Records<T>(int column, Func<DbDataReader, T> map)
        {
            using var records = row.GetData(column);
            if (!records.Read()) return [];
            var all = ImmutableArray.CreateBuilder<T>();
            do all.Add(map(records));
            while (records.Read());
            return all.DrainToImmutable();
        }

        public string? TextOrNull(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        public DateTimeOffset Instant(int column) => row.GetFieldValue<DateTimeOffset>(column);

        public DateTimeOffset? InstantOrNull(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

        public Guid? IdOrNull(int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

        public DateOnly? DayOrNull(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }
}
