using ProtocolServer.Domain.Circulation;

namespace ProtocolServer.Jobs;

/// <summary>Page after page of the loans that became overdue with the day, until none is left.</summary>
static class NoteOverdueJob
{
    public static async Task<long> RunAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        var command = new NoteOverdue(scope.Agency.Id, scope.Agency.Library.Calendar.EndOf(scope.Day.AddDays(-1)), scope.DayEnd);
        for (var loans = 0L;;)
        {
            var page = (await parts.ExecuteAsync(command, scope, scope.Agency.Id, cancel)).Loans;
            loans += page;
            scope.Progress(page);
            if (page < NoteOverdue.Page) return loans;
        }
    }
}
