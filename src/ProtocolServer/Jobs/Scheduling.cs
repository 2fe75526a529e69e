using System.Security.Cryptography;
using Npgsql;
using ProtocolServer.Hosting;
using Quartz;

namespace ProtocolServer.Jobs;

/// <summary>The clock of the jobs: Quartz, clustered in the server's own database, so that one node of many starts each of them.</summary>
static class Scheduling
{
    /// <summary>All nodes of one database are one scheduler.</summary>
    const string Name = "protocolserver";

    static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(15);

    public static void AddJobs(this IServiceCollection services, ServerOptions options, Storage storage)
    {
        services.AddSingleton<JobParts>();
        services.AddSingleton<JobRunner>();
        if (!options.Jobs) return;
        var connection = options.Connection ?? storage.Cluster?.ConnectionString ?? "";
        services.AddQuartz(quartz =>
        {
            quartz.InCluster(connection, CheckIn);
            foreach (var job in JobCatalog.All)
            {
                quartz.AddJob<ScheduledJob>(one => one.WithIdentity(job.Name).WithDescription(job.About).StoreDurably().RequestRecovery());
                // What was missed while no node was up is done at once, and once: the days of it are caught up by the job itself.
                quartz.AddTrigger(trigger => trigger.ForJob(job.Name).WithIdentity(job.Name)
                    .WithCronSchedule(job.Cron, cron => cron.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            }
        });
        services.AddQuartzHostedService(static hosted => hosted.WaitForJobsToComplete = false);
    }

    /// <summary>Makes a scheduler one node of many on the same database.</summary>
    /// <param name="checkIn">How often a node says that it lives; one that does not for a while is dead, and its running jobs are begun anew by another.</param>
    public static void InCluster(this IQuartzBuilder quartz, string connection, TimeSpan checkIn)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = Name;
            // Each node has a name of its own, also where containers have the same host name and process id.
            scheduler.InstanceId = $"{Environment.MachineName}/{Environment.ProcessId}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        });
        quartz.UseDefaultThreadPool(2);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, connection + ";Application Name=protocolserver-jobs;Maximum Pool Size=4;Minimum Pool Size=0");
            store.UseClustering(cluster => cluster.CheckinInterval = checkIn);
        });
    }
}

/// <summary>Starts the job of the catalog that has its key's name.</summary>
[DisallowConcurrentExecution]
sealed class ScheduledJob(JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // A name of an older version, whose trigger is still in the tables, is nobody's any more.
        if (JobCatalog.Find(context.JobDetail.Key.Name) is { } job) await runner.RunAsync(job, null, cancellationToken);
    }
}
