using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres.Embedded;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

public sealed class EmbeddedClusterTests : IDisposable
{
    readonly string data = TestCluster.NewFolder("own");

    public void Dispose() => TestCluster.Remove(data);

    [Fact]
    public async Task What_was_stored_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await StartAsync()) await ExecuteAsync(first, "CREATE TABLE kept AS SELECT 7 AS n");
        File.Exists(PidFile).Should().BeFalse("the cluster stops with its owner");

        await using var second = await StartAsync();
        (await ScalarAsync(second, "SELECT n FROM kept")).Should().Be(7);
    }

    [Fact]
    public async Task A_cluster_that_outlived_its_killed_server_is_taken_over()
    {
        var abandoned = await StartAsync();
        await ExecuteAsync(abandoned, "CREATE TABLE kept AS SELECT 7 AS n");
        var before = Pid();

        await using var next = await StartAsync();
        Pid().Should().NotBe(before, "no old transaction may still be at work");
        (await ScalarAsync(next, "SELECT n FROM kept")).Should().Be(7);
    }

    [Fact]
    public async Task A_cluster_that_was_killed_itself_recovers()
    {
        var killed = await StartAsync();
        await ExecuteAsync(killed, "CREATE TABLE kept AS SELECT 7 AS n");
        using (var postmaster = Process.GetProcessById(Pid()))
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
        }

        await using var next = await StartAsync();
        (await ScalarAsync(next, "SELECT n FROM kept")).Should().Be(7);
    }

    [Fact]
    public async Task A_file_that_names_a_stranger_as_the_postmaster_does_not_stop_the_start()
    {
        await using (await StartAsync())
        {
        }

        var lines = new[] { Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Path.Combine(data, "postgres", "data"), "0", "5432", "", "", "" };
        await File.WriteAllLinesAsync(PidFile, lines);

        await using var next = await StartAsync();
        (await ScalarAsync(next, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_start_broken_off_while_the_files_were_made_begins_anew()
    {
        Directory.CreateDirectory(Path.Combine(data, "postgres", "data.new", "base"));

        await using var cluster = await StartAsync();
        (await ScalarAsync(cluster, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_data_folder_too_deep_for_a_socket_gets_a_short_one()
    {
        var deep = Path.Combine(data, new string('d', 60), new string('e', 60));
        Directory.CreateDirectory(deep);
        var cluster = await EmbeddedCluster.StartAsync(deep, TimeProvider.System, NullLogger.Instance, isDurable: false);
        var socket = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        try
        {
            socket.Length.Should().BeLessThan(90);
            File.GetUnixFileMode(socket).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            (await ScalarAsync(cluster, "SELECT 1")).Should().Be(1);
        }
        finally
        {
            await cluster.DisposeAsync();
            Directory.Delete(socket, recursive: true);
        }
    }

    [Fact]
    public async Task Data_of_root_where_nobody_else_may_go_open_no_door_and_work_all_the_same()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root's PostgreSQL runs under another account.");
        var closed = Path.Combine(data, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var cluster = await EmbeddedCluster.StartAsync(closed, TimeProvider.System, NullLogger.Instance, isDurable: false);
            await ExecuteAsync(cluster, "CREATE TABLE kept AS SELECT 7 AS n");
            await cluster.DisposeAsync();
            await using var again = await EmbeddedCluster.StartAsync(closed, TimeProvider.System, NullLogger.Instance, isDurable: false);
            (await ScalarAsync(again, "SELECT n FROM kept")).Should().Be(7);
            File.GetUnixFileMode(closed).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        finally
        {
            if (new DirectoryInfo(Path.Combine(closed, "postgres")).LinkTarget is { } elsewhere) Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task It_listens_on_no_network_and_forces_every_commit_to_the_disk()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(data, TimeProvider.System, NullLogger.Instance);

        (await ScalarAsync(cluster, "SELECT current_setting('listen_addresses')")).Should().Be("");
        (await ScalarAsync(cluster, "SELECT current_setting('fsync') || current_setting('synchronous_commit')")).Should().Be("onon");
        (await ScalarAsync(cluster, "SELECT lower('ŠĀØÁ')")).Should().Be("šāøá");
        File.GetUnixFileMode(Path.Combine(data, "postgres")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_are_refused_with_what_to_install()
    {
        Directory.CreateDirectory(Path.Combine(data, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(data, "postgres", "data", "PG_VERSION"), "9\n");

        (await FluentActions.Awaiting(StartAsync).Should().ThrowAsync<SetupException>()).WithMessage("*apt-get install postgresql-9*");
    }

    string PidFile => Path.Combine(data, "postgres", "data", "postmaster.pid");

    int Pid() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    Task<EmbeddedCluster> StartAsync() => EmbeddedCluster.StartAsync(data, TimeProvider.System, NullLogger.Instance, isDurable: false);

    static async Task ExecuteAsync(EmbeddedCluster cluster, string sql) => await ScalarAsync(cluster, sql);

    static async Task<object?> ScalarAsync(EmbeddedCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
