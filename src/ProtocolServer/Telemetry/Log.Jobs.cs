namespace ProtocolServer;

/// <summary>Jobs: event ids 4000 to 4099.</summary>
static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Job {Job} of {Network} {Agency} for {Day}: {Done} done")]
    public static partial void JobDone(ILogger log, string job, string network, string agency, DateOnly day, long done);

    [LoggerMessage(4001, LogLevel.Error, "Job {Job} of {Network} {Agency} for {Day} failed; it is tried again at its next start")]
    public static partial void JobFailed(ILogger log, Exception fault, string job, string network, string agency, DateOnly day);
}
