using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Wire;
using Spectre.Console;

namespace ProtocolServer.Client;

/// <summary>Shows exchanges: to people every field with its name and meaning, to machines a JSON object a line. Secrets are masked in both.</summary>
sealed class ExchangeView(IAnsiConsole console, MessageTable table, bool isJson)
{
    public void Show(Sip2Exchanged exchanged)
    {
        var request = Describe(exchanged.Request.Span);
        var answer = exchanged.Answer is { } bytes ? Describe(bytes.Span) : null;
        if (isJson)
        {
            var line = new ShownExchange(request, answer, Math.Round(exchanged.Took.TotalMilliseconds, 3), exchanged.Problem);
            Console.Out.WriteLine(JsonSerializer.Serialize(line, ShownJson.Default.ShownExchange));
            return;
        }
        Show("[blue]→[/]", request, "");
        if (answer is not null) Show("[green]←[/]", answer, string.Create(CultureInfo.InvariantCulture, $"{exchanged.Took.TotalMilliseconds:0.0} ms"));
        if (exchanged.Problem is { } problem) Complain(problem);
        console.WriteLine();
    }

    public void Say(string text)
    {
        if (!isJson) console.MarkupLineInterpolated($"[grey]{text}[/]");
    }

    public void Complain(string text)
    {
        if (isJson) Console.Error.WriteLine(text);
        else console.MarkupLineInterpolated($"[red]{text}[/]");
    }

    DescribedFrame Describe(ReadOnlySpan<byte> frame) => Sip2Describer.Describe(frame, table, redact: true, Sensitivity.Secret);

    void Show(string arrow, DescribedFrame frame, string took)
    {
        var number = frame.Sequence.Length > 0 ? $"AY {frame.Sequence}" : "";
        var sum = frame.Rejection is Sip2Rejection.BadChecksum ? "[red]checksum wrong[/]" : frame.HasChecksum ? "[grey]checksum right[/]" : "[grey]no checksum[/]";
        console.MarkupLine($"{arrow} [bold]{frame.Code.EscapeMarkup()} {frame.Name.EscapeMarkup()}[/]  [grey]{number}[/] {sum} [grey]{took}[/]");
        var grid = new Grid().AddColumn(new GridColumn().Width(4).PadLeft(2)).AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn();
        foreach (var field in frame.Fields)
            grid.AddRow($"[yellow]{field.Code.EscapeMarkup()}[/]", $"[grey]{field.Name.EscapeMarkup()}[/]", Value(field), $"[cyan]{field.Meaning.EscapeMarkup()}[/]");
        console.Write(grid);
    }

    static string Value(DescribedField field) => field switch
    {
        { Code: "", Name: "ok" or "payment accepted" or "item properties ok", Value: "1" or "Y" } => $"[green]{field.Value}[/]",
        { Code: "", Name: "ok" or "payment accepted" or "item properties ok" } => $"[red]{field.Value.EscapeMarkup()}[/]",
        { Code: "AF" or "AG" } => $"[bold]{field.Value.EscapeMarkup()}[/]",
        { Value: var text } when string.IsNullOrWhiteSpace(text) => "[grey]–[/]",
        _ => field.Value.EscapeMarkup(),
    };
}

/// <summary>An exchange for machines.</summary>
sealed record ShownExchange(DescribedFrame Request, DescribedFrame? Answer, double Milliseconds, string? Problem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShownExchange))]
sealed partial class ShownJson : JsonSerializerContext;
