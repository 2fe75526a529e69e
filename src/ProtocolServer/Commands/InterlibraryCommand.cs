using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Interlibrary;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver ill request | list | ship | receive | send-back | renew | cancel | offer</c>: loans between libraries, until there is a console.</summary>
static class InterlibraryCommand
{
    const int Most = 500;

    static readonly Option<string> Agency = new("--agency") { Description = "Our agency", HelpName = "ID", Required = true };
    static readonly Option<string> Other = new("--partner") { Description = "The other library", HelpName = "ID", Required = true };
    static readonly Option<string> Card = new("--card") { Description = "The reader's card", HelpName = "NUMBER", Required = true };
    static readonly Option<string?> Record = new("--record") { Description = "Record number in the lender's catalogue", HelpName = "NUMBER" };
    static readonly Option<string?> Item = new("--item") { Description = "Barcode of the copy", HelpName = "BARCODE" };
    static readonly Option<string?> Title = new("--title") { Description = "Title, for staff and reader", HelpName = "TEXT" };
    static readonly Option<string?> Author = new("--author") { Description = "Author", HelpName = "TEXT" };
    static readonly Option<string> Type = new("--type") { Description = "RequestType [Physical]", HelpName = "TYPE", DefaultValueFactory = static _ => "Physical" };
    static readonly Option<string?> Pickup = new("--pickup") { Description = "Where the reader collects it", HelpName = "PLACE" };
    static readonly Option<string?> Note = new("--note") { Description = "Words for the other library's staff", HelpName = "TEXT" };
    static readonly Argument<string> Number = new("NUMBER") { Description = "Of the request, as listed" };

    public static Command Create() => new("ill", "Loans between libraries.")
    {
        List(), Request(), Offer(),
        Act("ship", "The copy goes to the other library.", [Item, Note], static (of, asked) => of.Ship(CopyOf(of, asked), asked.GetValue(Note))),
        Act("receive", "The other library's copy has come.", [Item], static (of, asked) => of.Receive(CopyOf(of, asked))),
        Act("send-back", "The other library's copy goes back.", [Note], static (of, asked) => of.SendBack(CopyOf(of, asked), asked.GetValue(Note))),
        Renew(),
        Act("cancel", "The loan is given up.", [Note], static (of, asked) => of.GiveUp(asked.GetValue(Note))),
    };

    static Command Request()
    {
        var command = new Command("request", "Asks another library for something for one of our readers.") { Agency, Other, Card, Record, Item, Title, Author, Type, Pickup }.WithSettings();
        command.SetAction((asked, cancel) => RunAsync(asked, async desk =>
        {
            var (record, item) = (asked.GetValue(Record), asked.GetValue(Item));
            if (record is null && item is null) throw new SetupException("Say what is wanted: --record NUMBER or --item BARCODE of the other library.");
            var (agency, partner) = await MeetAsync(desk, asked, cancel);
            var wanted = new Wanted(record, item is null ? null : new(item), asked.GetValue(Title) ?? record ?? item!, asked.GetValue(Author));
            return (agency, new BorrowFromPartner(agency.Id, new(asked.GetValue(Card)!), partner.Id, partner.Interlibrary, wanted)
            {
                RequestType = asked.GetValue(Type)!, Pickup = asked.GetValue(Pickup),
            });
        }, cancel));
        return command;
    }

    static Command Offer()
    {
        var command = new Command("offer", "Tells a reader's own library that she wants something of ours.") { Agency, Other, Card, Record, Item, Type }.WithSettings();
        command.SetAction((asked, cancel) => RunAsync(asked, async desk =>
        {
            var (agency, partner) = await MeetAsync(desk, asked, cancel);
            var copy = asked.GetValue(Item);
            return (agency, new OfferToPartner(copy is null ? null : new(copy), asked.GetValue(Record), new(asked.GetValue(Card)!), partner.Id, partner.Interlibrary)
            {
                RequestType = asked.GetValue(Type)!,
            });
        }, cancel));
        return command;
    }

    static Command Renew()
    {
        var until = new Option<DateOnly>("--until") { Description = "The day wished for", HelpName = "DATE", Required = true };
        return Act("renew", "Asks the lender for more time.", [until], (of, asked) => of.Renew(asked.GetValue(until)));
    }

    static Command Act(string name, string about, Option[] options, Func<InterlibraryCase, ParseResult, Command<InterlibraryResult>> command)
    {
        var act = new Command(name, about) { Number }.WithSettings();
        foreach (var option in options) act.Options.Add(option);
        act.SetAction((asked, cancel) => RunAsync(asked, async desk =>
        {
            var of = await desk.FindAsync(null, asked.GetValue(Number)!, ended: false, cancel)
                     ?? throw new SetupException($"There is no open loan {asked.GetValue(Number)}; `protocolserver ill list` shows them.");
            return (of.Agency, command(of, asked));
        }, cancel));
        return act;
    }

    static Barcode CopyOf(InterlibraryCase of, ParseResult asked) =>
        of.CopyOr(asked.GetResult(Item) is null ? null : asked.GetValue(Item)) ?? throw new SetupException("It is not known which copy. Name it with --item BARCODE.");

    static async Task<int> RunAsync(
        ParseResult asked, Func<InterlibraryDesk, Task<(Agency Agency, Command<InterlibraryResult> Command)>> bind, CancellationToken cancel)
    {
        var options = asked.Settings();
        await using var storage = await Storage.OpenAsync(options, TimeProvider.System, cancel, mayJoin: true);
        await using var parts = CommandHost.Open(options, storage, TimeProvider.System);
        var (agency, command) = await bind(parts.GetRequiredService<InterlibraryDesk>());
        var messages = parts.GetRequiredService<Messages>();
        var context = new CommandContext { Network = agency.Network, Agency = agency.Id, Caller = Staff, Location = agency.MainLocation };
        InterlibraryResult? outcome = null;
        string? text = null;
        await parts.GetRequiredService<ILibrarySystem>().ExecuteAsync(command, context, (result, facts) =>
        {
            outcome = result;
            text = result.Refusal is { } refusal ? messages.Text(facts.Library, messages.Choose(facts.Library, null, null), refusal) : null;
            return ReadOnlyMemory<byte>.Empty;
        }, cancel);
        if (text is not null)
        {
            await Console.Error.WriteLineAsync(text);
            return CommandLine.Failed;
        }
        if (outcome?.Loan is { } loan) await Console.Out.WriteLineAsync($"{loan.Number.Number} {Words.Of(loan.State)}");
        return CommandLine.Done;
    }

    static readonly Caller Staff = new(new("staff"), Permissions.UpdateItem | Permissions.StaffData | Permissions.Block);

    /// <summary>Our agency and its partner, as they are named.</summary>
    static async Task<(Agency Agency, Partner Partner)> MeetAsync(InterlibraryDesk desk, ParseResult asked, CancellationToken cancel) =>
        await desk.MeetAsync(null, new(asked.GetValue(Agency)!), new(asked.GetValue(Other)!), cancel)
        ?? throw new SetupException($"There is no agency {asked.GetValue(Agency)} here, or it has no partner {asked.GetValue(Other)}.");

    static Command List()
    {
        var agency = new Option<string?>("--agency") { Description = "Of this agency only", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = "Also those that have ended" };
        var json = new Option<bool>("--json") { Description = "For machines" };
        var command = new Command("list", "Loans between libraries, the oldest first.") { agency, all, json }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var loans = await new StaffLists(storage.Database, TimeProvider.System).InterlibraryAsync(asked.GetValue(agency), asked.GetValue(all), Most, cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(loans.Select(Shown), Json));
            else Screens.Answer.Write(Shown(loans));
            return CommandLine.Done;
        });
        return command;
    }

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    static object Shown(InterlibraryLoan loan) => new
    {
        number = loan.Number.Number, agency = loan.Agency.Value, partner = loan.Partner.Value, role = Words.Of(loan.Role), state = Words.Of(loan.State),
        title = loan.TitleName, item = loan.Copy?.Value, loan.RequestedAt, loan.ReturnBy, loan.Remark, loan.Note,
    };

    static Table Shown(IEnumerable<InterlibraryLoan> loans)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("asked", "agency", "we are", "partner", "state", "title", "item", "back by", "remark", "note", "number");
        foreach (var loan in loans)
            table.AddRow([.. ((string?[])
            [
                Day(loan.RequestedAt), loan.Agency.Value, Words.Of(loan.Role), loan.Partner.Value, Words.Of(loan.State), loan.TitleName, loan.Copy?.Value,
                loan.ReturnBy is { } by ? Day(by) : null, loan.Remark, loan.Note, loan.Number.Number,
            ]).Select(cell => (cell ?? "").EscapeMarkup())]);
        return table;
    }

    static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
