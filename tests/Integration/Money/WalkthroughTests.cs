using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Money;

/// <summary>
/// docs/money-walkthrough.md, run as it stands against a server process on its demonstration data: copier, cash machine with a power cut, desk and phone,
/// over SIP2, NCIP and HTTP (issue's last proof: LV-1 to LV-10, HF-12).
/// </summary>
public sealed partial class WalkthroughTests : IAsyncLifetime
{
    readonly string folder = TestCluster.NewFolder("walk");
    ServerProcess? server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_block_of_the_walk_through_does_what_the_page_says()
    {
        await using var shell = Shell.Open(folder);
        var (blocks, said) = (0, "");
        foreach (Match block in Blocks().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/money-walkthrough.md"))))
        {
            var text = block.Groups["text"].Value.Trim();
            if (block.Groups["kind"].Value == "text") Shows(said, text);
            else said = text switch
            {
                "./run --stand-in-gateways" => await RunAsync(),
                "kill -9 $(cat data/server.pid)" => await KillAsync(),
                _ => await shell.DoAsync(OnItsPorts(text)),
            };
            blocks++;
        }
        blocks.Should().BeGreaterThan(18, "the page must be found in its blocks");
    }

    async Task<string> RunAsync()
    {
        server = await ServerProcess.ServeAsync(Path.Combine(folder, "data"), "--stand-in-gateways");
        return string.Join('\n', server.Output);
    }

    async Task<string> KillAsync()
    {
        await server!.KillAsync();
        return "";
    }

    /// <summary>The server has other ports here, and new ones after its restart.</summary>
    string OnItsPorts(string text) => $"SIP2={server!.EndPoint("sip2")} HTTP={server.EndPoint("http")}\n"
        + text.Replace("localhost:6001", "$SIP2", StringComparison.Ordinal).Replace("localhost:8080", "$HTTP", StringComparison.Ordinal);

    /// <summary>Each line stands in the answer, after the one before it; … is anything.</summary>
    static void Shows(string said, string lines)
    {
        var (at, plain) = (0, Blanks().Replace(said, " "));
        foreach (var line in lines.Split('\n'))
        {
            var pattern = string.Join(".*?", Blanks().Replace(line, " ").Split('…').Select(Regex.Escape));
            var found = Regex.Match(plain[at..], pattern, RegexOptions.None, Waiting.Limit);
            found.Success.Should().BeTrue("\"{0}\" must be in what was said:\n{1}", line, said);
            at += found.Index + found.Length;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        TestCluster.Remove(folder);
    }

    [GeneratedRegex("^```(?<kind>sh|text)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Blocks();

    [GeneratedRegex("[ \t]+", RegexOptions.None, 60_000)]
    private static partial Regex Blanks();

    /// <summary>One shell for the whole page, so that what a block names is known to the next.</summary>
    sealed class Shell : IAsyncDisposable
    {
        static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

        readonly Process bash;
        readonly string folder;
        int blocks;

        Shell(Process bash, string folder) => (this.bash, this.folder) = (bash, folder);

        public static Shell Open(string folder)
        {
            var program = Path.Combine(folder, "protocolserver");
            File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "protocolserver.dll")}' \"$@\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var bash = new Process { StartInfo = new("bash") { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 } };
            bash.Start();
            return new(bash, folder);
        }

        public async Task<string> DoAsync(string block)
        {
            var (file, end) = (Path.Combine(folder, $"block{++blocks}.sh"), $"== block {blocks} ends");
            await File.WriteAllTextAsync(file, block + "\n");
            await bash.StandardInput.WriteLineAsync($"source {file} 2>&1 < /dev/null; echo; echo '{end}'");
            await bash.StandardInput.FlushAsync();
            var said = new StringBuilder();
            while (await bash.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line && line != end) said.AppendLine(line);
            return said.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            bash.StandardInput.Close();
            await bash.WaitForExitAsync().WaitAsync(Limit);
            bash.Dispose();
        }
    }
}
