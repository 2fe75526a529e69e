using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit;

/// <summary>The house as style.md draws it.</summary>
public sealed partial class ArchitectureTests
{
    [Fact]
    public void Domain_references_nothing_but_the_runtime() =>
        typeof(Money).Assembly.GetReferencedAssemblies()
            .Should().OnlyContain(name => name.Name!.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Adapters_do_not_know_the_server() =>
        typeof(Database).Assembly.GetReferencedAssemblies().Should().NotContain(name => name.Name == "protocolserver");

    [Fact]
    public void No_sql_stands_outside_the_postgres_adapter() =>
        Sources("src/Domain").Concat(Sources("src/ProtocolServer"))
            .Where(source => Sql().IsMatch(source.Text))
            .Select(source => source.Path).Should().BeEmpty("SQL lives in Adapters/Postgres/Queries");

    [Fact]
    public void Only_the_postgres_adapter_knows_the_database_driver() =>
        Sources("src/Domain").Concat(Sources("src/ProtocolServer"))
            .Where(source => source.Text.Contains("NpgsqlCommand", StringComparison.Ordinal) || source.Text.Contains("NpgsqlBatch", StringComparison.Ordinal))
            .Select(source => source.Path).Should().BeEmpty();

    [Fact]
    public void No_library_or_agency_is_named_in_code()
    {
        var names = LibraryFiles.Load().OrThrow().Keys
            .Concat(["BJCL", "BJXC", "HFLIB", "HFYUE", "LNB", "RANA", "BODO", "OBUDA", "Hefei", "Beijing", "Óbuda", "Bibliotekkortet"]);
        var word = new Regex($@"\b({string.Join('|', names)})\b", RegexOptions.IgnoreCase, Waiting.Limit);
        Sources("src").Where(source => word.IsMatch(source.Text))
            .Select(source => $"{source.Path}: {word.Match(source.Text).Value}").Should().BeEmpty("a library is data");
    }

    [Fact]
    public void Every_event_has_a_line_in_the_event_writer()
    {
        var writer = File.ReadAllText(Path.Combine(Repository.Root, "src/Adapters/Postgres/EventWriter.cs"));
        typeof(DomainEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DomainEvent)) && !type.IsAbstract)
            .Where(type => !Regex.IsMatch(writer, $@"case {type.Name}\b", RegexOptions.None, Waiting.Limit))
            .Select(type => type.Name).Should().BeEmpty();
    }

    [Fact]
    public void Every_refusal_and_notice_has_its_text_in_every_language()
    {
        var messages = TextFiles.Load().OrThrow();
        var refusals = Sources("src/Domain").Concat(Sources("src/ProtocolServer/Sip2"))
            .SelectMany(source => RefusalCode().Matches(source.Text)).Select(match => match.Groups["code"].Value).Distinct().ToList();
        refusals.Should().HaveCountGreaterThan(30, "the search must find what is there");
        foreach (var language in messages.Languages)
        {
            var keys = messages.KeysOf(language).ToHashSet(StringComparer.Ordinal);
            refusals.Where(code => !keys.Contains("refusal." + code) && !keys.Contains("notice." + code)).Should().BeEmpty($"{language} must say it");
        }
    }

    [Fact]
    public void Nothing_is_left_unfinished_in_the_sources() =>
        Sources("src").Where(source => Unfinished().IsMatch(source.Text)).Select(source => source.Path).Should().BeEmpty();

    static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Repository.Files(folder, "*.cs").Select(path => (Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)));

    [GeneratedRegex(@"""\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+table)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sql();

    [GeneratedRegex(@"(?:Refusal|Notice|new|Refuse|Lost|Expired)\((?:now, (?:null, |loan, )?)?(?:new\()?""(?<code>[a-z]+(?:-[a-z]+)+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RefusalCode();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();
}
