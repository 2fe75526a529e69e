using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Jobs;

/// <summary>For what a job counts its days.</summary>
enum JobRhythm
{
    /// <summary>Every business day of every agency once, in the agency's own calendar; missed days are caught up one by one.</summary>
    DayOfAgency,

    /// <summary>Every day of every network once, in UTC; missed days are caught up one by one.</summary>
    DayOfNetwork,

    /// <summary>Whenever it is started; it finds by itself what there is to do.</summary>
    Often,
}

/// <summary>What a job is run for.</summary>
/// <param name="Agency">The network's first one where the job is the network's.</param>
/// <param name="Day">The day that is over.</param>
sealed record JobScope(NetworkId Network, Agency Agency, DateOnly Day, string Name)
{
    /// <summary>Told how much was done since the last time.</summary>
    public Action<long> Progress { get; init; } = static _ => { };

    public DateTimeOffset DayEnd => Agency.Library.Calendar.EndOf(Day);

    /// <summary>What a job does is journalled under its name.</summary>
    public Caller Caller => field ??= new(new($"job/{Name}"), Permissions.None);
}

/// <summary>A job: its name on the command line, when it is started, and what it does.</summary>
/// <param name="Cron">Seconds, minutes, hours, day of month, month, day of week.</param>
/// <param name="RunAsync">Gives how much was done.</param>
sealed record JobDefinition(string Name, string About, string Cron, JobRhythm Rhythm, Func<JobParts, JobScope, CancellationToken, Task<long>> RunAsync);
