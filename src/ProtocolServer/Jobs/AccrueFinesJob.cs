using ProtocolServer.Domain.Circulation;

namespace ProtocolServer.Jobs;

/// <summary>Page after page of an agency's overdue loans, until none is left for the day.</summary>
static class AccrueFinesJob
{
    public static async Task<long> RunAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        if (!scope.Agency.Library.Overdue.Rows.Any(row => row.Then.AccruesNightly)) return 0;
        var command = new AccrueFines(scope.Agency.Id, scope.Day, scope.DayEnd);
        for (var loans = 0L;;)
        {
            var page = await parts.ExecuteAsync(command, scope, scope.Agency.Id, cancel);
            loans += page.Loans;
            scope.Progress(page.Loans);
            if (page.Loans < AccrueFines.Page) return loans;
            command = command with { After = page.Last };
        }
    }
}
