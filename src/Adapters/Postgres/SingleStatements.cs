using System.Collections.Immutable;
using Npgsql;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>One statement, one round trip, on a connection of its own: for everything that is not a command.</summary>
static class SingleStatements
{
    public static async Task<ImmutableArray<T>> ManyAsync<T>(
        this Database database, string query, Func<NpgsqlDataReader, T> map, CancellationToken cancel, params object?[] values)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(query, values);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        return await new ResultReader(rows).ManyAsync(map, cancel);
    }

    /// <summary>The first row; null where there is none.</summary>
    public static async Task<T?> OneAsync<T>(
        this Database database, string query, Func<NpgsqlDataReader, T> map, CancellationToken cancel, params object?[] values) where T : class =>
        (await database.ManyAsync(query, map, cancel, values)).FirstOrDefault();

    /// <summary>The first column of the first row; null where there is none.</summary>
    public static async Task<object?> ScalarAsync(this Database database, string query, CancellationToken cancel, params object?[] values)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(query, values);
        return await batch.ExecuteScalarAsync(cancel);
    }

    /// <summary>How many rows it changed.</summary>
    public static async Task<int> DoAsync(this Database database, string query, CancellationToken cancel, params object?[] values)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(query, values);
        return await batch.ExecuteNonQueryAsync(cancel);
    }
}
