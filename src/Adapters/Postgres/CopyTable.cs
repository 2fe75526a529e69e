using Npgsql;
using NpgsqlTypes;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Writes many rows into one table by COPY.</summary>
sealed class CopyTable(string table, params (string Name, NpgsqlDbType Type)[] columns)
{
    public async Task WriteAsync(NpgsqlConnection connection, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table} ({string.Join(", ", columns.Select(c => c.Name))}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            for (var column = 0; column < columns.Length; column++)
                if (row[column] is { } value) await copy.WriteAsync(value, columns[column].Type, cancel);
                else await copy.WriteNullAsync(cancel);
        }

        await copy.CompleteAsync(cancel);
    }
}
