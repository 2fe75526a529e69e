using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using ProtocolServer.Sip2.Wire;
using Spectre.Console;

namespace ProtocolServer.Client;

/// <summary>Reads short forms line by line, from a person or a script, and shows each exchange.</summary>
sealed class Sip2Shell(Sip2Client client, MessageTable table, ExchangeView view, IAnsiConsole console, TimeProvider time)
{
    ImmutableArray<string> loggedInWith;

    /// <summary>98 sets the terminal's clock (SIP2 section 13): dates without a zone are the library's local time, not this machine's.</summary>
    TimeSpan clockAhead;

    /// <summary>What goes into AO: given, else what 98 says.</summary>
    public string Agency { get; set; } = "";

    /// <summary>Something was not answered, or not as it should be.</summary>
    public bool HasFailed { get; private set; }

    /// <param name="next">The next line; null at the end.</param>
    public async Task RunAsync(Func<Task<string?>> next, CancellationToken cancel)
    {
        while (await next() is { } line)
        {
            var words = Words(line);
            if (words is [] || words[0].StartsWith('#')) continue;
            if (words[0] is "quit" or "exit" or "bye") return;
            await DoAsync(line, words, cancel);
        }
    }

    public async Task DoAsync(string line, ImmutableArray<string> words, CancellationToken cancel)
    {
        switch (words)
        {
            case ["help" or "?", ..]: Help(); break;
            case ["agency", var id]: Agency = id; break;
            case ["cut", var name, .. var rest] when ShortForm.All.FirstOrDefault(form => form.Name == name) is { } form:
                await AskAsync(form, rest, cancel, isCut: true);
                break;
            case ["raw", _, ..]: await ExchangeAsync(Raw(line.TrimStart()["raw".Length..].TrimStart()), cancel); break;
            case [var name, .. var rest] when ShortForm.All.FirstOrDefault(form => form.Name == name) is { } form:
                await AskAsync(form, rest, cancel);
                break;
            default: Complain($"{words[0]} is not known; type help."); break;
        }
    }

    /// <param name="isCut">The line is cut before the answer, as by a power cut.</param>
    async Task AskAsync(ShortForm form, ImmutableArray<string> words, CancellationToken cancel, bool isCut = false)
    {
        if (words.Length < form.Least)
        {
            Complain($"Write {form.Usage}");
            return;
        }
        try
        {
            var body = form.Write(new(words, Agency, time.GetUtcNow() + clockAhead), table);
            await ExchangeAsync(() => isCut ? client.CutAsync(body, cancel) : client.AskAsync(body, cancel), cancel);
            if (form.Exchange == Specs.Login) loggedInWith = words;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            Complain(wrong.Message);
        }
    }

    async Task ExchangeAsync(Func<Task<Sip2Exchanged>> ask, CancellationToken cancel)
    {
        if (!client.IsOpen && !await ReopenAsync(cancel)) return;
        var exchanged = await ask();
        view.Show(exchanged);
        if (exchanged.Problem is not null) HasFailed = true;
        if (exchanged.Answer is { } answer) Learn(answer.Span);
    }

    /// <summary>A lost line is made anew, log-in included; the request itself is not repeated, since it may have been done.</summary>
    async Task<bool> ReopenAsync(CancellationToken cancel)
    {
        try
        {
            await client.OpenAsync(cancel);
        }
        catch (Exception refused) when (refused is SocketException or IOException or TimeoutException)
        {
            Complain($"Not connected: {refused.Message}.");
            return false;
        }
        view.Say("Connected again.");
        if (!loggedInWith.IsDefault) await AskAsync(ShortForm.All.First(form => form.Exchange == Specs.Login), loggedInWith, cancel);
        return true;
    }

    /// <summary>Bytes as typed; without a checksum of their own they get number and checksum.</summary>
    Func<Task<Sip2Exchanged>> Raw(string text)
    {
        var bytes = table.Style.Encoding.GetBytes(text);
        var hasChecksum = bytes.Length > 6 && bytes.AsSpan()[^6..^4].SequenceEqual("AZ"u8);
        return hasChecksum ? () => client.SendRawAsync((byte[])[.. bytes, (byte)'\r'], CancellationToken.None) : () => client.AskAsync(bytes, CancellationToken.None);
    }

    /// <summary>What a terminal takes over from an answer: the institution, and from 98 the time.</summary>
    void Learn(ReadOnlySpan<byte> answer)
    {
        if (!Sip2Reader.TryRead(answer, table, out var m)) return;
        if (Agency.Length == 0) Agency = m.GetText(Fields.InstitutionId);
        if (m.Spec.Code == Specs.Status.Response.Code && m.GetDate(Fields.DateTimeSync) is { } now) clockAhead = now - time.GetUtcNow();
    }

    void Help()
    {
        var forms = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var form in ShortForm.All) forms.AddRow($"[yellow]{form.Usage.EscapeMarkup()}[/]", $"[grey]{form.Exchange.Request.Code}[/] {form.Help.EscapeMarkup()}");
        forms.AddRow("[yellow]cut ...[/]", "Send any of these and cut the line before the answer, as a power cut does");
        forms.AddRow("[yellow]agency ID[/]", "What is sent as institution (AO)");
        forms.AddRow("[yellow]raw MESSAGE[/]", "Send it as it is; number and checksum are added when it has none");
        forms.AddRow("[yellow]quit[/]", "");
        console.Write(forms);
        console.MarkupLine("[grey]Words with blanks go between quotation marks; \"\" leaves one out. Lines that begin with # are skipped.[/]");
    }

    void Complain(string text)
    {
        HasFailed = true;
        view.Complain(text);
    }

    /// <summary>Words between blanks; quotation marks keep blanks together.</summary>
    internal static ImmutableArray<string> Words(string line)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (isQuoted, isBegun) = (false, false);
        foreach (var character in line)
        {
            if (character == '"') (isQuoted, isBegun) = (!isQuoted, true);
            else if (isQuoted || !char.IsWhiteSpace(character))
            {
                word.Append(character);
                isBegun = true;
            }
            else if (isBegun) End();
        }
        if (isBegun) End();
        return words.ToImmutable();

        void End()
        {
            words.Add(word.ToString());
            word.Clear();
            isBegun = false;
        }
    }
}
