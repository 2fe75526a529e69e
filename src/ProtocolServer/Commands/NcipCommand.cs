using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProtocolServer.Adapters;
using ProtocolServer.Client;
using ProtocolServer.Ncip.Wire;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver ncip URL lookup-user …</c>: asks any NCIP server over HTTP and shows the answer readably.</summary>
static class NcipCommand
{
    static readonly Argument<string> Server = new("URL") { Description = "Address that messages are posted to, such as http://127.0.0.1:8080/ncip" };
    static readonly Argument<string> Service = new("SERVICE") { Description = string.Join(", ", NcipQuestion.Services) };
    static readonly Option<string> From = new("--from") { Description = "Our agency id (FromAgencyId)", HelpName = "ID", Required = true };
    static readonly Option<string> To = new("--to") { Description = "Theirs (ToAgencyId)", HelpName = "ID", Required = true };
    static readonly Option<string?> Secret = new("--secret") { Description = "FromAgencyAuthentication", HelpName = "TEXT" };
    static readonly Option<string?> Card = new("--card") { Description = "The reader's card", HelpName = "NUMBER" };
    static readonly Option<string?> Pin = new("--pin") { Description = "The reader's PIN: the server is asked to authenticate her", HelpName = "PIN" };
    static readonly Option<string?> Item = new("--item") { Description = "The copy's barcode", HelpName = "BARCODE" };
    static readonly Option<string?> Title = new("--title") { Description = "The title's record number", HelpName = "NUMBER" };
    static readonly Option<string?> Request = new("--request") { Description = "Number of the request", HelpName = "NUMBER" };
    static readonly Option<string?> Action = new("--action") { Description = $"Of create-user-fiscal-transaction: {string.Join(", ", FiscalQuestion.Actions)}", HelpName = "WORD" };
    static readonly Option<string?> Amount = new("--amount") { Description = "Such as 1.20", HelpName = "AMOUNT" };
    static readonly Option<string> Currency = new("--currency") { Description = "Three letters", HelpName = "CODE", DefaultValueFactory = static _ => "EUR" };
    static readonly Option<string?> Reference = new("--reference") { Description = "Number of the act; who repeats it gets the first answer [a new one]", HelpName = "KEY" };
    static readonly Option<string?> Related = new("--related") { Description = "Number of the hold, debit or charge it is about", HelpName = "KEY" };
    static readonly Option<int> Seconds = new("--seconds") { Description = "How long money is held [900]", DefaultValueFactory = static _ => 900 };
    static readonly Option<string?> Text = new("--description") { Description = "Reason, or number of an old copy card", HelpName = "TEXT" };
    static readonly Option<string> Version = new("--version") { Description = "Of the messages [2.02]", HelpName = "NUMBER", DefaultValueFactory = static _ => "2.02" };
    static readonly Option<bool> Cut = new("--cut") { Description = "Hang up before the answer, as a power cut does" };
    static readonly Option<bool> Xml = new("--xml") { Description = "Show both documents as they go over the line" };
    static readonly Option<bool> Json = new("--json") { Description = "The answer as JSON" };

    public static Command Create()
    {
        var command = new Command("ncip", "Asks any NCIP server and shows the answer readably.")
        {
            Server, Service, From, To, Secret, Card, Pin, Item, Title, Request, Action, Amount, Currency, Reference, Related, Seconds, Text, Version, Cut, Xml, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult asked, CancellationToken cancel)
    {
        if (!NcipVersions.TryParse(asked.GetValue(Version)!, out var version))
            throw new SetupException($"--version {asked.GetValue(Version)} is not known. Known are 1.0, 1.01, 2.0, 2.01 and 2.02.");
        var question = new NcipQuestion
        {
            Service = asked.GetValue(Service)!, From = asked.GetValue(From)!, To = asked.GetValue(To)!, Secret = asked.GetValue(Secret), Card = asked.GetValue(Card),
            Pin = asked.GetValue(Pin), Item = asked.GetValue(Item), Title = asked.GetValue(Title), Request = asked.GetValue(Request), Version = version, Fiscal = FiscalOf(asked),
        };
        var document = Document(question) ?? throw new SetupException($"{question.Service} is not a service this command asks for. Known are {string.Join(", ", NcipQuestion.Services)}.");
        if (asked.GetValue(Cut))
        {
            await CutAsync(AddressOf(asked.GetValue(Server)!), document, cancel);
            return CommandLine.Done;
        }
        var answer = await PostAsync(asked.GetValue(Server)!, document, cancel);
        if (asked.GetValue(Xml)) await Console.Out.WriteLineAsync($"{Encoding.UTF8.GetString(document.Span)}\n{Encoding.UTF8.GetString(answer)}");
        if (NcipReader.ReadAnswer(answer) is not { } body) throw new SetupException("What came back is no NCIP message. Is this the server's NCIP address?");
        if (asked.GetValue(Json)) await Console.Out.WriteLineAsync(ToJson(body)!.ToJsonString(Readable));
        else if (!asked.GetValue(Xml)) Screens.Answer.Write(ToTree(body));
        return body.Name == "Problem" || body["Problem"] is not null ? CommandLine.Failed : CommandLine.Done;
    }

    static FiscalQuestion? FiscalOf(ParseResult asked) => asked.GetValue(Action) is { } action
        ? new(action, asked.GetValue(Amount) ?? "", asked.GetValue(Currency)!, asked.GetValue(Reference) ?? $"CLI-{TimeProvider.System.GetUtcNow().UtcTicks}", asked.GetValue(Related),
            asked.GetValue(Seconds), asked.GetValue(Text), TimeProvider.System.GetUtcNow())
        : null;

    static ReadOnlyMemory<byte>? Document(NcipQuestion question)
    {
        try
        {
            return question.ToDocument();
        }
        catch (FormatException wrong)
        {
            throw new SetupException(wrong.Message, wrong);
        }
    }

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static Uri AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        ? address
        : throw new SetupException($"{url} is not an address such as http://127.0.0.1:8080/ncip.");

    /// <summary>Sends the whole document over plain HTTP and hears nothing any more.</summary>
    static async Task CutAsync(Uri address, ReadOnlyMemory<byte> document, CancellationToken cancel)
    {
        using var line = new System.Net.Sockets.TcpClient();
        await line.ConnectAsync(address.Host, address.Port, cancel);
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/xml; charset=utf-8\r\nContent-Length: {document.Length}\r\n\r\n");
        await line.Client.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. document.Span], cancel);
    }

    static async Task<byte[]> PostAsync(string url, ReadOnlyMemory<byte> document, CancellationToken cancel)
    {
        var address = AddressOf(url);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var content = new ReadOnlyMemoryContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/xml", "utf-8");
        try
        {
            using var response = await http.PostAsync(address, content, cancel);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsByteArrayAsync(cancel)
                : throw new SetupException($"{url} answers with status {(int)response.StatusCode}. Is this the server's NCIP address?");
        }
        catch (HttpRequestException away)
        {
            throw new SetupException($"{url} does not answer: {away.Message}", away);
        }
    }

    static Tree ToTree(NcipElement body)
    {
        var tree = new Tree(Markup.Escape(body.Name));
        foreach (var child in body.Children.Where(child => child.Name != "ResponseHeader")) Grow(tree, child);
        return tree;
    }

    static void Grow(IHasTreeNodes parent, NcipElement element)
    {
        var node = parent.AddNode(element.Text.Length > 0 ? $"{Markup.Escape(element.Name)} [bold]{Markup.Escape(element.Text)}[/]" : Markup.Escape(element.Name));
        foreach (var child in element.Children) Grow(node, child);
    }

    /// <summary>Repeated elements become lists, flags become true.</summary>
    static JsonNode? ToJson(NcipElement element)
    {
        if (Grammar.Flags.Contains(element.Name)) return JsonValue.Create(true);
        if (!element.HasChildren) return JsonValue.Create(element.Text);
        var json = new JsonObject();
        foreach (var group in element.Children.GroupBy(child => child.Name))
            json[group.Key] = Grammar.Of(element.Name)?.Find(group.Key)?.IsRepeatable == true ? new JsonArray([.. group.Select(ToJson)]) : ToJson(group.First());
        return json;
    }
}
