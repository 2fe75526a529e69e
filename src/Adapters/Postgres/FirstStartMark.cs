using Npgsql;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Remembers in the database itself that it was filled. Of several nodes that start together one fills, the others wait.</summary>
public sealed class FirstStartMark(Database database, TimeProvider time)
{
    /// <param name="fill">Called while nobody else can be filling; gives what it was filled with.</param>
    public async Task FillOnceAsync(Func<CancellationToken, Task<string>> fill, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var ask = new NpgsqlBatch(connection, transaction))
        {
            ask.Add("first_start_lock");
            ask.Add("first_start_ask");
            await using var rows = await ask.ExecuteReaderAsync(cancel);
            await rows.NextResultAsync(cancel);
            if (await rows.ReadAsync(cancel)) return;
        }
        var source = await fill(cancel);
        await using var note = new NpgsqlBatch(connection, transaction);
        note.Add("first_start_note", source, time.GetUtcNow());
        await note.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
