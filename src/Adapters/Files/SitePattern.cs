using System.Text.RegularExpressions;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// A regular expression of a site's own, which may be any and meets whatever somebody sends. It is matched in time that grows with the text alone, so that
/// it needs no clock; one that looks around or back (<c>(?=…)</c>, <c>\1</c>) cannot be, and has a limit of time.
/// </summary>
static class SitePattern
{
    /// <summary>Far more than a pattern takes on a machine that is busy, and little enough for one that never ends.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex Read(string pattern, RegexOptions options = RegexOptions.None)
    {
        try
        {
            return new(pattern, options | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new(pattern, options | RegexOptions.CultureInvariant, Limit);
        }
    }
}
