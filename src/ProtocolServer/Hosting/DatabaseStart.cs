using Npgsql;
using ProtocolServer.Adapters;

namespace ProtocolServer.Hosting;

/// <summary>Turns the database's refusal at the start into words that say what to do.</summary>
static class DatabaseStart
{
    public static async Task<T> TryAsync<T>(Func<Task<T>> work, bool isNamed)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException refused)
        {
            throw new SetupException(
                isNamed
                    ? $"The database named by --connection does not answer: {refused.Message} Check host, port, user, password and that it runs; then start again."
                    : $"The embedded database does not answer: {refused.Message} Its log is in DATA/postgres/log.",
                refused);
        }
    }
}
