using System.Text.Json;
using ProtocolServer.Adapters;

namespace ProtocolServer.Bench;

/// <summary>Readers and copies for a run: from a list, or from what a server wrote about its demonstration data.</summary>
static class BenchFiles
{
    /// <summary>A line for each reader: <c>card,pin,barcode,barcode…</c>; lines that begin with # are skipped.</summary>
    public static IReadOnlyList<BenchReader> ReadCards(string file) =>
    [
        .. Lines(file).Select((line, at) => (Parts: line.Split(',', StringSplitOptions.TrimEntries), At: at + 1))
            .Where(line => line.Parts is [{ Length: > 0 } first, ..] && first[0] != '#')
            .Select(line => line.Parts is [var card, var pin, .. var items]
                ? new BenchReader(card, pin, items)
                : throw new SetupException($"{file}, line {line.At}: a reader is written card,pin,barcode,barcode… (the barcodes may be left out).")),
    ];

    /// <summary>The first agency, or the one named, of DATA/demo.json: a terminal, its readers without blocks, its free copies dealt among them.</summary>
    public static BenchPlan WithDemo(BenchPlan plan, string file)
    {
        using var demo = JsonDocument.Parse(string.Join('\n', Lines(file)));
        var agencies = demo.RootElement.GetProperty("agencies").EnumerateArray().ToList();
        var agency = agencies.Find(a => plan.Agency.Length == 0 || Text(a, "id") == plan.Agency);
        if (agency.ValueKind is not JsonValueKind.Object)
            throw new SetupException($"{file} has no agency {plan.Agency}. It has {string.Join(", ", agencies.Select(a => Text(a, "id")))}.");
        var terminal = agency.GetProperty("terminals").EnumerateArray().First();
        var readers = agency.GetProperty("readers").EnumerateArray().Where(r => Text(r, "state") == "active" && Text(r, "note") == "").ToList();
        var items = agency.GetProperty("items").EnumerateArray().Where(i => Text(i, "status") == "available" && Text(i, "note") == "").Select(i => Text(i, "barcode")).ToList();
        return plan with
        {
            Agency = Text(agency, "id"),
            Login = plan.Login.Length > 0 ? plan.Login : Text(terminal, "login"),
            Password = plan.Password.Length > 0 ? plan.Password : Text(terminal, "password"),
            Readers =
            [
                .. readers.Select((reader, at) =>
                    new BenchReader(Text(reader, "card"), Text(reader, "pin"), [.. items.Where((_, item) => item % readers.Count == at)])),
            ],
        };
    }

    static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    static string[] Lines(string file) =>
        File.Exists(file) ? File.ReadAllLines(file) : throw new SetupException($"There is no file {Path.GetFullPath(file)}.");
}
