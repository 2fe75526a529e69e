using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Hosting;

/// <summary>
/// While the demonstration is in the database: a card and a PIN of each library before <c>ready</c>, and DATA/demo.json for scripts.
/// </summary>
public sealed class DemoLines(
    FixtureStore store, IReadOnlyDictionary<string, LibraryFile> libraries, DataFolder folder, TimeProvider time) : IReadyLines
{
    public async Task<IReadOnlyList<string>> LinesAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var there = await store.AgenciesAsync(cancel);
        var fixtures = Demo.Read(libraries, now).FindAll(fixture => fixture.Agencies.All(agency => there.Contains((fixture.Network, agency.Id))));
        if (fixtures.IsEmpty) return [];
        var demo = DemoDescription.Of(fixtures, now);
        // It says how things were when they were loaded; a restart does not load.
        if (!File.Exists(folder.DemoFile)) await WriteAsync(demo.ToJson(), cancel);
        return [.. demo.Agencies.Select(Line), .. demo.Agencies.Where(agency => agency.Money is not null).Select(agency => MoneyLine(agency, agency.Money!))];
    }

    static string MoneyLine(DemoAgency agency, DemoMoney money) =>
        $"{agency.Id,-9} money {money.Copier.Login} (copier) {money.CashMachine.Login} (cash machine) {money.Desk.Login} (desk) {money.Desk.Password}"
        + $"  card {money.Reader.Card} PIN {money.Reader.Pin}, not used yet {money.FirstUse.Card} PIN {money.FirstUse.Pin}";

    static string Line(DemoAgency agency)
    {
        var (terminal, reader, item) = (agency.Terminals[0], agency.Readers[0], agency.Items[0]);
        return $"{agency.Id,-9} login {terminal.Login} {terminal.Password}  card {reader.Card} PIN {reader.Pin}  item {item.Barcode}  {agency.Name}";
    }

    /// <summary>Whole or not at all: a script may be reading it.</summary>
    async Task WriteAsync(string json, CancellationToken cancel)
    {
        var next = folder.DemoFile + ".new";
        await File.WriteAllTextAsync(next, json, cancel);
        File.Move(next, folder.DemoFile, overwrite: true);
    }
}
