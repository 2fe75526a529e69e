using System.Collections.Concurrent;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProtocolServer.Jobs;
using ProtocolServer.Tests.TestKit;
using Quartz;
using Xunit;

namespace ProtocolServer.Tests.Integration.Jobs;

/// <summary>The schedulers of several nodes on one database (issue 5, jobs clustered): each start happens once, and a dead node's job is begun anew by another.</summary>
public sealed class ClusterTests
{
    static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Who ran what, and when it was due.</summary>
    sealed class Diary
    {
        public ConcurrentQueue<(string Node, DateTimeOffset Due, bool IsRecovered)> Runs { get; } = new();

        /// <summary>A job does not end before it.</summary>
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    sealed record NodeName(string Name);

    [DisallowConcurrentExecution]
    sealed class ShortJob(Diary diary, NodeName node) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            diary.Runs.Enqueue((node.Name, context.ScheduledFireTimeUtc!.Value, context.Recovering));
            return ValueTask.CompletedTask;
        }
    }

    [DisallowConcurrentExecution]
    sealed class LongJob(Diary diary, NodeName node) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            diary.Runs.Enqueue((node.Name, context.ScheduledFireTimeUtc!.Value, context.Recovering));
            if (!context.Recovering) await diary.Ended.Task;
        }
    }

    static async Task<IHost> NodeAsync<TJob>(string name, string connection, Diary diary, Action<SimpleScheduleBuilder>? rhythm) where TJob : IJob
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(diary);
        builder.Services.AddSingleton(new NodeName(name));
        builder.Services.AddQuartz(quartz =>
        {
            quartz.InCluster(connection, CheckIn);
            quartz.AddJob<TJob>(job => job.WithIdentity("job").StoreDurably().RequestRecovery());
            if (rhythm is not null) quartz.AddTrigger(trigger => trigger.ForJob("job").WithIdentity("trigger").StartNow().WithSimpleSchedule(rhythm));
        });
        builder.Services.AddQuartzHostedService(static hosted => hosted.WaitForJobsToComplete = false);
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return host;
    }

    [Fact]
    public async Task A_job_that_two_nodes_know_starts_once_each_time()
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        var diary = new Diary();
        using var one = await NodeAsync<ShortJob>("one", connection, diary, static every => every.WithInterval(TimeSpan.FromSeconds(1)).WithRepeatCount(7));
        using var other = await NodeAsync<ShortJob>("other", connection, diary, static every => every.WithInterval(TimeSpan.FromSeconds(1)).WithRepeatCount(7));
        // A node that did not say in time that it lives is taken for dead, and what it was at is begun anew: that is not a start.
        await Waiting.UntilAsync(() => diary.Runs.Count(static run => !run.IsRecovered) >= 8, "eight starts");
        await one.StopAsync(Cancel);
        await other.StopAsync(Cancel);
        diary.Runs.Where(static run => !run.IsRecovered).Select(static run => run.Due).Should().OnlyHaveUniqueItems("two nodes never start the same");
    }

    [Fact]
    public async Task What_a_dead_node_was_at_is_begun_anew_by_another()
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        await using var wire = DatabaseWire.Around(connection, out var throughWire);
        var diary = new Diary();
        using var doomed = await NodeAsync<LongJob>("doomed", throughWire, diary, static once => once.WithRepeatCount(0));
        await Waiting.UntilAsync(() => Task.FromResult(diary.Runs.Count == 1), "the job runs");
        using var survivor = await NodeAsync<LongJob>("survivor", connection, diary, rhythm: null);
        diary.Runs.Should().ContainSingle("it is running already");
        wire.Cut();
        await Waiting.UntilAsync(() => Task.FromResult(diary.Runs.Any(run => run.IsRecovered)), "the job is taken over");
        diary.Runs.Select(run => run.Node).Should().Equal("doomed", "survivor");
        wire.Mend();
        diary.Ended.SetResult();
        await survivor.StopAsync(Cancel);
        await doomed.StopAsync(Cancel);
    }
}
