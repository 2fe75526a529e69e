using System.Collections.Immutable;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Jobs;

/// <summary>What one start of a job did.</summary>
/// <param name="Days">Business days that were run now.</param>
/// <param name="Done">Loans, holds, entries.</param>
/// <param name="Failed">Days that ended with a fault; they are tried again at the next start.</param>
readonly record struct JobResult(int Days, long Done, int Failed)
{
    public static JobResult operator +(JobResult a, JobResult b) => new(a.Days + b.Days, a.Done + b.Done, a.Failed + b.Failed);
}

/// <summary>
/// Runs a job for every day that is over and was not run yet, by hand or by the clock, on any node: the business day is the key, so that a second
/// start does nothing, a missed week is caught up day by day, and two nodes never do the same day.
/// </summary>
sealed class JobRunner(JobParts parts, IAgencyRegister register, TimeProvider time, ILogger<JobRunner> log)
{
    /// <summary>How far back missed days are caught up; a library that was away for longer decides by hand.</summary>
    const int MostDays = 31;

    readonly string node = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <param name="until">The last day to run; the last one that is over where null.</param>
    /// <param name="progress">Told again and again what is being run and how much of it was done.</param>
    public async Task<JobResult> RunAsync(JobDefinition job, DateOnly? until, CancellationToken cancel, Action<JobScope, long>? progress = null)
    {
        var result = default(JobResult);
        foreach (var network in (await register.LoadAsync(cancel)).GroupBy(agency => agency.Network))
            foreach (var agency in job.Rhythm is JobRhythm.DayOfAgency ? network.ToImmutableArray() : [network.First()])
                result += job.Rhythm is JobRhythm.Often
                    ? await OnceAsync(job, Watched(new(network.Key, agency, agency.Library.Calendar.DayOf(time.GetUtcNow()), job.Name), progress), cancel)
                    : await DaysAsync(job, agency, until, progress, cancel);
        return result;
    }

    static JobScope Watched(JobScope scope, Action<JobScope, long>? progress)
    {
        if (progress is null) return scope;
        var done = 0L;
        progress(scope, 0);
        return scope with { Progress = more => progress(scope, done += more) };
    }

    async Task<JobResult> DaysAsync(JobDefinition job, Agency agency, DateOnly? until, Action<JobScope, long>? progress, CancellationToken cancel)
    {
        var result = default(JobResult);
        var counted = job.Rhythm is JobRhythm.DayOfAgency ? agency.Id.Value : "";
        var today = job.Rhythm is JobRhythm.DayOfAgency ? agency.Library.Calendar.DayOf(time.GetUtcNow()) : DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var over = today.AddDays(-1);
        var last = until < over ? until.Value : over;
        var first = (await parts.Book.LastDayAsync(agency.Network, job.Name, counted, cancel))?.AddDays(1) ?? last;
        if (first < last.AddDays(1 - MostDays)) first = last.AddDays(1 - MostDays);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var one = await DayAsync(job, Watched(new(agency.Network, agency, day, job.Name), progress), counted, cancel);
            result += one;
            // The days after it wait for it.
            if (one.Days == 0) break;
        }
        return result;
    }

    /// <summary>No day where another node has it, or it failed.</summary>
    async Task<JobResult> DayAsync(JobDefinition job, JobScope scope, string counted, CancellationToken cancel)
    {
        if (!await parts.Book.ClaimAsync(scope.Network, job.Name, counted, scope.Day, node, cancel)) return default;
        try
        {
            var done = await job.RunAsync(parts, scope, cancel);
            await parts.Book.FinishAsync(scope.Network, job.Name, counted, scope.Day, node, done, cancel);
            Log.JobDone(log, job.Name, scope.Network.Value, counted, scope.Day, done);
            return new(1, done, 0);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.JobFailed(log, fault, job.Name, scope.Network.Value, counted, scope.Day);
            await parts.Book.FailAsync(scope.Network, job.Name, counted, scope.Day, node, fault.GetType().Name, CancellationToken.None);
            return new(0, 0, 1);
        }
    }

    async Task<JobResult> OnceAsync(JobDefinition job, JobScope scope, CancellationToken cancel)
    {
        try
        {
            var done = await job.RunAsync(parts, scope, cancel);
            if (done > 0) Log.JobDone(log, job.Name, scope.Network.Value, "", scope.Day, done);
            return new(1, done, 0);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.JobFailed(log, fault, job.Name, scope.Network.Value, "", scope.Day);
            return new(0, 0, 1);
        }
    }
}
