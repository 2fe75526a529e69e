using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Conformance;
using ProtocolServer.Conformance.Partners;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Dialects;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver conformance HOST:PORT</c>: runs the transcripts against any SIP2 server (conformance/README.md).</summary>
static class ConformanceCommand
{
    static readonly Argument<string?> Server = new("HOST:PORT") { Description = "Any SIP2 server that has the fixture's readers and items", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string> Folder = new("--suite") { Description = "Folder of the suite [conformance]", HelpName = "DIR", DefaultValueFactory = static _ => "conformance" };
    static readonly Option<string?> FixtureFile = new("--fixture") { Description = "The fixture file that the server was loaded with", HelpName = "FILE" };
    static readonly Option<string?> Login = new("--login") { Description = "Terminal account (CN) instead of the fixture's first self-check", HelpName = "NAME" };
    static readonly Option<string?> Password = new("--password") { Description = "Its password (CO)", HelpName = "TEXT" };
    static readonly Option<string[]> Only = new("--only") { Description = "Only transcripts whose name holds one of these words, or that prove this requirement", HelpName = "WORD", AllowMultipleArgumentsPerToken = true };
    static readonly Option<string?> Ncip = new("--ncip") { Description = "Run the NCIP transcripts against this responder: http, https or tcp://HOST:PORT", HelpName = "URL" };
    static readonly Option<bool> Tls = new("--tls") { Description = "Speak TLS; the certificate is not checked" };
    static readonly Option<string?> HtmlFile = new("--html") { Description = "Write the report as a page", HelpName = "FILE" };
    static readonly Option<bool> WriteDocs = new("--write-docs") { Description = "Write COVERAGE.md and MESSAGES.md into the folder of the suite, and end" };

    public static Command Create()
    {
        var command = new Command("conformance", "Runs the conformance transcripts against a SIP2 server or an NCIP responder; 0 only when nothing failed.")
        {
            Server, Ncip, Folder, FixtureFile, Login, Password, Only, Tls, HtmlFile, WriteDocs,
        };
        command.SetAction((asked, cancel) => asked.GetValue(WriteDocs) ? WriteAsync(asked.GetValue(Folder)!, cancel) : RunAsync(asked, cancel));
        return command;
    }

    static async Task<int> WriteAsync(string folder, CancellationToken cancel)
    {
        var ncip = new NcipCoverage(TranscriptReader.ReadAll(folder), LibraryFiles.Load().OrThrow(), folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "ncip", "COVERAGE.md"), ncip.Report(), cancel);
        foreach (var missing in ncip.Missing()) await Console.Out.WriteLineAsync($"no transcript shows {missing}");
        var coverage = new Coverage(TranscriptReader.ReadAll(folder), TextFiles.Load().OrThrow(), LibraryFiles.Load().OrThrow(), ProfileDirectory.Load(null).OrThrow().Keys);
        await File.WriteAllTextAsync(Path.Combine(folder, "COVERAGE.md"), coverage.Report(), cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "MESSAGES.md"), MessageTables.Page(), cancel);
        foreach (var missing in coverage.Missing()) await Console.Out.WriteLineAsync($"no transcript shows {missing}");
        return coverage.Missing().Any() || ncip.Missing().Any() ? CommandLine.Failed : CommandLine.Done;
    }

    static async Task<int> RunAsync(ParseResult asked, CancellationToken cancel)
    {
        var url = asked.GetValue(Ncip);
        var address = url ?? asked.GetValue(Server) ?? throw new SetupException("Name the server: protocolserver conformance HOST:PORT --fixture FILE, or --ncip URL --fixture FILE.");
        var file = asked.GetValue(FixtureFile) ?? throw new SetupException("Name the fixture file that the server was loaded with: --fixture FILE.");
        using var responder = url is null ? null : new RemoteResponder(AddressOf(url));
        IServerUnderTest server = responder is not null ? responder : ServerAt(address, asked.GetValue(Tls));
        var folder = asked.GetValue(Folder)!;
        var libraries = LibraryFiles.Load().OrThrow();
        var fixture = FixtureFiles.Read([file], libraries, TimeProvider.System.GetUtcNow()).OrThrow().Single();
        var words = asked.GetValue(Only) ?? [];
        var wanted = TranscriptReader.ReadAll(folder)
            .Where(one => one.Partner is not null == url is not null)
            .Where(one => words.Length == 0 || words.Any(word => one.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || one.Requirements.Contains(word)))
            .ToImmutableArray();
        if (wanted.IsEmpty) throw new SetupException($"No transcript below {folder} has such a name. See {folder}/COVERAGE.md for the names.");

        var suite = new Suite(folder, libraries, TextFiles.Load().OrThrow());
        var run = new SuiteRun(suite, server, file, fixture, Accounts(asked, fixture));
        var done = 0;
        var results = await Screens.Progress.Status().StartAsync("Running", status => run.RunAsync(
            wanted, result => status.Status(string.Create(CultureInfo.InvariantCulture, $"{++done} of {wanted.Length}  {Markup.Escape(result.Transcript.Name)}")), cancel));
        Show(results);
        if (asked.GetValue(HtmlFile) is { } page) await File.WriteAllTextAsync(page, Contents.Html(address, results), cancel);
        return results.Any(result => result.Failure is not null) ? CommandLine.Failed : CommandLine.Done;
    }

    /// <summary>The fixture's accounts; the one named on the command line is the first.</summary>
    static ImmutableArray<FixtureTerminal> Accounts(ParseResult asked, Fixture fixture)
    {
        if (asked.GetValue(Login) is not { } login) return fixture.Terminals;
        var usual = fixture.Terminals.FirstOrDefault(terminal => terminal.Kind == "self-check") ?? throw new SetupException("The fixture has no terminal of kind self-check.");
        return [usual with { Login = new TerminalId(login), Secret = asked.GetValue(Password) ?? "" }, .. fixture.Terminals];
    }

    static void Show(ImmutableArray<TranscriptResult> results)
    {
        var screen = Screens.Answer;
        foreach (var (heading, here) in Contents.Of(results))
        {
            screen.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\n[bold]{heading}[/]");
            foreach (var result in here)
                screen.MarkupLine($"  {Mark(result)} {Markup.Escape(result.Transcript.Name)}  [grey]{Markup.Escape(result.Transcript.Title)}[/]");
        }
        var skipped = results.Where(result => result.Skipped is not null).ToArray();
        if (skipped.Length > 0) screen.MarkupLine("\n[bold]Skipped[/]");
        foreach (var result in skipped) screen.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {result.Transcript.Name}: {result.Skipped}");
        screen.MarkupLine("\n[bold]Requirements[/]");
        foreach (var (id, passed, failed, left) in Contents.Requirements(results))
            screen.MarkupLine($"  {(failed > 0 ? "[red]✗[/]" : passed > 0 ? "[green]✓[/]" : "[grey]-[/]")} {id,-6} {passed} passed, {failed} failed, {left} skipped");
        foreach (var result in results.Where(result => result.Failure is not null))
            // Not by way of the console's layout: it would break the lines, and the caret would point nowhere.
            Console.Out.WriteLine("\n" + result.Failure);
        var notChecked = results.Sum(result => result.Unchecked);
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{results.Count(r => r.Passed)} passed, {results.Count(r => r.Failure is not null)} failed, {skipped.Length} skipped; {notChecked} claims about the database were not checked"));
    }

    static string Mark(TranscriptResult result) => result.Skipped is not null ? "[grey]-[/]" : result.Passed ? "[green]✓[/]" : "[red]✗[/]";

    static RemoteServer ServerAt(string address, bool usesTls)
    {
        var (host, port) = HostAndPort(address);
        return new(host, port, usesTls);
    }

    static Uri AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "tcp"
        ? address
        : throw new SetupException($"'{url}' is no address of a responder; write http://127.0.0.1:8080/ncip or tcp://127.0.0.1:6011.");

    static (string Host, int Port) HostAndPort(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (address[..colon].Trim('[', ']'), port)
            : throw new SetupException($"'{address}' is no address; write HOST:PORT, such as localhost:6001.");
    }
}
