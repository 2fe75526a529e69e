using System.Globalization;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>
/// The private cluster's postgresql.conf, written anew at every start. An operator's own settings go into
/// DATA/postgres/settings.conf, which is read last.
/// </summary>
public static class ClusterSettings
{
    public const int MaxConnections = 160;

    /// <summary>In tests many servers share one cluster, the more the more processors there are.</summary>
    const int MaxTestConnections = 1_000;

    /// <param name="folder">Where the cluster lies.</param>
    /// <param name="isDurable">False only for tests: a crash of the machine may then lose data, a killed process does not.</param>
    /// <param name="memoryBytes">Memory of the machine, of which the cluster's cache takes an eighth.</param>
    public static string Text(ClusterFolder folder, bool isDurable, long memoryBytes)
    {
        var cacheMegabytes = Math.Clamp(memoryBytes / 8 / 1024 / 1024, 64, 1024);
        var durable = isDurable ? "on" : "off";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by the server at every start. Put your own settings into {folder.Root}/settings.conf.

            # Reached through a socket in a folder that only the server's account can enter.
            listen_addresses = ''
            unix_socket_directories = '{folder.Socket.Replace("'", "''", StringComparison.Ordinal)}'
            unix_socket_permissions = 0700
            max_connections = {(isDurable ? MaxConnections : MaxTestConnections)}

            # What is answered is on the disk.
            fsync = {durable}
            full_page_writes = {durable}
            synchronous_commit = on

            # A small machine, many short statements.
            shared_buffers = {cacheMegabytes}MB
            effective_cache_size = {cacheMegabytes * 4}MB
            work_mem = 8MB
            maintenance_work_mem = 64MB
            jit = off
            random_page_cost = 1.1
            wal_compression = on
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            max_parallel_workers_per_gather = 0
            autovacuum_naptime = 20s
            idle_in_transaction_session_timeout = 60s

            # Values can be personal data: no parameters, no details of keys in the log.
            logging_collector = on
            log_directory = '../log'
            log_filename = 'postgresql-%a.log'
            log_rotation_age = 1d
            log_rotation_size = 0
            log_truncate_on_rotation = on
            log_error_verbosity = terse
            log_min_error_statement = panic
            log_checkpoints = off
            log_timezone = 'UTC'
            timezone = 'UTC'
            datestyle = 'iso, ymd'
            lc_messages = 'C'
            default_text_search_config = 'pg_catalog.simple'

            include_if_exists = '{folder.Root.Replace("'", "''", StringComparison.Ordinal)}/settings.conf'

            """);
    }
}
