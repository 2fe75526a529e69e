using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Conformance;

/// <summary>The standard's table of contents: every pair, the clauses, the requirements, each with its transcripts.</summary>
static class Contents
{
    /// <summary>Pairs in the order of the standard, then clauses, then requirements; nothing that has no transcript here.</summary>
    public static IEnumerable<(string Heading, ImmutableArray<TranscriptResult> Results)> Of(IReadOnlyCollection<TranscriptResult> results)
    {
        foreach (var pair in Specs.All)
        {
            var code = $"{pair.Request.Code}/{pair.Response.Code}";
            var here = results.Where(result => result.Transcript.Spec.FirstOrDefault() == code).ToImmutableArray();
            if (here.Length > 0) yield return ($"{code} {pair.Request.Name}", here);
        }
        foreach (var service in MessagePairs.All)
        {
            var here = results.Where(result => result.Transcript.Partner is not null && result.Transcript.Spec.FirstOrDefault() == service.Service).ToImmutableArray();
            if (here.Length > 0) yield return (service.Service, here);
        }
        var others = results.Where(result => !Specs.All.Any(pair => $"{pair.Request.Code}/{pair.Response.Code}" == result.Transcript.Spec.FirstOrDefault()) && MessagePairs.Find(result.Transcript.Spec.FirstOrDefault() ?? "") is null).ToImmutableArray();
        if (others.Length > 0) yield return ("Clauses", others);
    }

    /// <summary>Requirement ids with how many of their transcripts passed.</summary>
    public static IEnumerable<(string Requirement, int Passed, int Failed, int Skipped)> Requirements(IReadOnlyCollection<TranscriptResult> results) => results
        .SelectMany(result => result.Transcript.Requirements.Select(id => (Id: id, Result: result)))
        .GroupBy(pair => pair.Id).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Count(p => p.Result.Passed), group.Count(p => p.Result.Failure is not null), group.Count(p => p.Result.Skipped is not null)));

    /// <summary>A page that can be sent to a vendor.</summary>
    public static string Html(string server, IReadOnlyCollection<TranscriptResult> results)
    {
        var protocol = results.Any(static result => result.Transcript.Partner is not null) ? "NCIP" : "SIP2";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>{{protocol}} conformance of {{Escaped(server)}}</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
            td { padding: .1em .8em .1em 0; vertical-align: top } pre { background: #f5f3ee; padding: .7em; overflow-x: auto }
            .passed { color: #176b2c } .failed { color: #a3131c } .skipped { color: #77706a }
            </style>
            <h1>{{protocol}} conformance of {{Escaped(server)}}</h1>
            <p>{{results.Count(r => r.Passed)}} passed, {{results.Count(r => r.Failure is not null)}} failed, {{results.Count(r => r.Skipped is not null)}} skipped</p>

            """);
        foreach (var (heading, here) in Of(results))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Escaped(heading)}</h2>\n<table>\n");
            foreach (var result in here)
                page.Append(CultureInfo.InvariantCulture, $"""
                    <tr><td class="{Word(result)}">{Word(result)}<td>{Escaped(result.Transcript.Name)}<td>{Escaped(result.Transcript.Title)} {Escaped(string.Join(' ', result.Transcript.Requirements))}{Details(result)}

                    """);
            page.Append("</table>\n");
        }
        page.Append("<h2>Requirements</h2>\n<table>\n");
        foreach (var (id, passed, failed, skipped) in Requirements(results))
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escaped(id)}<td class=\"passed\">{passed} passed<td class=\"failed\">{failed} failed<td class=\"skipped\">{skipped} skipped\n");
        return page.Append("</table>\n</html>\n").ToString();
    }

    static string Word(TranscriptResult result) => result.Skipped is not null ? "skipped" : result.Passed ? "passed" : "failed";

    static string Details(TranscriptResult result) => result switch
    {
        { Failure: { } failure } => $"<pre>{Escaped(failure)}</pre>",
        { Skipped: { } reason } => $"<br><span class=\"skipped\">{Escaped(reason)}</span>",
        _ => "",
    };

    static string Escaped(string text) => System.Net.WebUtility.HtmlEncode(text);
}
