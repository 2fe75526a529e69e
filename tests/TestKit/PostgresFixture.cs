using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Adapters.Postgres.Embedded;
using Xunit;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// A database of its own for a test class, copied from a migrated template (some 50 ms):
/// <c>sealed class XTests(PostgresFixture postgres) : IClassFixture&lt;PostgresFixture&gt;</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    const string Template = "template_migrated";
    static readonly SemaphoreSlim OneAtATime = new(1);
    static bool hasTemplate;
    static int last;

    Database? database;

    public Database Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>For a server under test, or psql: the server's own account, which can't edit what is written.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await NewDatabaseAsync(isMigrated: true);
        database = Database.Open(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is null) return;
        await database.DisposeAsync();
        await DropAsync(ConnectionString);
    }

    /// <summary>A database that nobody asks any more: hundreds of them would fill the disk, and their removal at the end would take minutes.</summary>
    public static async Task DropAsync(string connection) => await ExecuteAsync((await TestCluster.GetAsync()).OwnerConnectionString,
        $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");

    /// <summary>A further database in the shared cluster.</summary>
    /// <param name="isMigrated">False for an empty one, under its owner's account.</param>
    /// <returns>For the server's own account, under which all tests of it run.</returns>
    public static async Task<string> NewDatabaseAsync(bool isMigrated)
    {
        var cluster = await TestCluster.GetAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref last)}");

        // A template must have no session while it is copied, so copies are made one after the other.
        await OneAtATime.WaitAsync();
        try
        {
            if (isMigrated && !hasTemplate)
            {
                await ExecuteAsync(cluster.OwnerConnectionString, $"CREATE DATABASE {Template}");
                await using var template = Database.Open(To(cluster.OwnerConnectionString, Template) + ";Pooling=false");
                await new Migrator(template, TimeProvider.System, NullLogger.Instance).ApplyAsync(new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Username);
                hasTemplate = true;
            }

            await ExecuteAsync(cluster.OwnerConnectionString, Copy(cluster, name, isMigrated ? Template : "template0"));
        }
        finally
        {
            OneAtATime.Release();
        }

        return To(isMigrated ? cluster.ConnectionString : cluster.OwnerConnectionString, name);
    }

    /// <summary>The same database under its owner's account, for tests that do what the server can't.</summary>
    public static async Task<string> AsOwnerAsync(string connection) =>
        To((await TestCluster.GetAsync()).OwnerConnectionString, new NpgsqlConnectionStringBuilder(connection).Database!);

    /// <summary>A copy of a database of this cluster, to which nobody is connected.</summary>
    public static async Task<string> CopyAsync(string connection)
    {
        var cluster = await TestCluster.GetAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref last)}");
        var from = new NpgsqlConnectionStringBuilder(connection).Database;
        await OneAtATime.WaitAsync();
        try
        {
            await ExecuteAsync(cluster.OwnerConnectionString, Copy(cluster, name, from!));
        }
        finally
        {
            OneAtATime.Release();
        }

        return To(cluster.ConnectionString, name);
    }

    /// <summary>The quicker way of 15 and newer; 14 knows no other.</summary>
    static string Copy(EmbeddedCluster cluster, string name, string from) => $"CREATE DATABASE {name} TEMPLATE {from}{(cluster.MajorVersion > 14 ? " STRATEGY file_copy" : "")}";

    /// <summary>On a busy machine a connection or a statement may take longer than a server would wait for it.</summary>
    static string To(string connection, string database) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = database, Timeout = 60, CommandTimeout = 120 }.ConnectionString;

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
