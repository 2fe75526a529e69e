using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>The list of hard inputs (ncip-field H) has sixty rows; each is the name of a test.</summary>
public sealed partial class HardListTests
{
    /// <summary>Row 60, that every answer is valid, is proved by every test: the client of the tests and the transcripts validate each one.</summary>
    const int ProvedByAll = 60;

    [Fact]
    public void Every_row_of_the_list_has_its_test()
    {
        var shown = new HashSet<int> { ProvedByAll };
        foreach (var file in Repository.Files("tests", "*.cs"))
            foreach (Match name in TestName().Matches(File.ReadAllText(file)))
            {
                foreach (Match row in Row().Matches(name.Value)) shown.Add(int.Parse(row.Groups["row"].Value, System.Globalization.CultureInfo.InvariantCulture));
                foreach (Match range in Range().Matches(name.Value))
                    for (var row = Number(range, "from"); row <= Number(range, "to"); row++)
                        shown.Add(row);
            }
        Enumerable.Range(1, 60).Where(row => !shown.Contains(row)).Should().BeEmpty();
    }

    static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:void|Task) (?:H[0-9]+_)\w+\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex("(?<![A-Za-z0-9])H(?<row>[0-9]+)(?=_)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("H(?<from>[0-9]+)_to_H(?<to>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();
}
