using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;
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
    static readonly Argument<string> Number = new("NUMBER") { Description = "Of the request, as listed" };

    public static Command Create() => new("ill", "Loans between libraries.")
    {
        List(), Request(), Offer(),
        Act("ship", "The copy goes to the other library.", [Item], static (desk, loan, asked) => new ShipToPartner(
            loan.Agency, loan.Number, CopyOf(loan, asked), desk.Partner?.Interlibrary)),
        Act("receive", "The other library's copy has come.", [Item], static (desk, loan, asked) => new ReceiveFromPartner(
            loan.Agency, loan.Number, loan.Card, CopyOf(loan, asked), desk.Partner?.ItemKind)),
        Act("send-back", "The other library's copy goes back.", [], static (_, loan, asked) => new SendBackToPartner(loan.Agency, loan.Number, CopyOf(loan, asked))),
        Renew(),
        Act("cancel", "The loan is given up.", [], static (desk, loan, _) => new GiveUpInterlibrary(
            loan.Agency, loan.Number, loan.Role is InterlibraryRole.Lender && desk.Partner?.Interlibrary?.Card is { } card ? new CardNumber(card) : null)),
    };

    static Command Request()
    {
        var command = new Command("request", "Asks another library for something for one of our readers.") { Agency, Other, Card, Record, Item, Title, Author, Type, Pickup }.WithSettings();
        command.SetAction((asked, cancel) => RunAsync(asked, asked.GetValue(Agency)!, async desk =>
        {
            var (record, item) = (asked.GetValue(Record), asked.GetValue(Item));
            if (record is null && item is null) throw new SetupException("Say what is wanted: --record NUMBER or --item BARCODE of the other library.");
            var partner = new AgencyId(asked.GetValue(Other)!);
            await desk.MeetAsync(partner, cancel);
            var wanted = new Wanted(record, item is null ? null : new(item), asked.GetValue(Title) ?? record ?? item!, asked.GetValue(Author));
            return await desk.DoAsync(new BorrowFromPartner(desk.Agency, new(asked.GetValue(Card)!), partner, desk.Partner?.Interlibrary, wanted)
            {
                RequestType = asked.GetValue(Type)!, Pickup = asked.GetValue(Pickup),
            }, cancel);
        }, cancel));
        return command;
    }

    static Command Offer()
    {
        var command = new Command("offer", "Tells a reader's own library that she wants something of ours.") { Agency, Other, Card, Record, Item, Type }.WithSettings();
        command.SetAction((asked, cancel) => RunAsync(asked, asked.GetValue(Agency)!, async desk =>
        {
            var partner = new AgencyId(asked.GetValue(Other)!);
            await desk.MeetAsync(partner, cancel);
            var copy = asked.GetValue(Item);
            return await desk.DoAsync(new OfferToPartner(copy is null ? null : new(copy), asked.GetValue(Record), new(asked.GetValue(Card)!), partner, desk.Partner?.Interlibrary)
            {
                RequestType = asked.GetValue(Type)!,
            }, cancel);
        }, cancel));
        return command;
    }

    static Command Renew()
    {
        var until = new Option<DateOnly>("--until") { Description = "The day wished for", HelpName = "DATE", Required = true };
        return Act("renew", "Asks the lender for more time.", [until], (desk, loan, asked) => new RenewWithPartner(
            loan.Agency, loan.Number, desk.Library.Calendar.EndOf(asked.GetValue(until))));
    }

    static Command Act(string name, string about, Option[] options, Func<Desk, InterlibraryLoan, ParseResult, Command<InterlibraryResult>> command)
    {
        var act = new Command(name, about) { Number }.WithSettings();
        foreach (var option in options) act.Options.Add(option);
        act.SetAction((asked, cancel) => RunAsync(asked, null, async desk =>
        {
            var loan = await desk.FindAsync(asked.GetValue(Number)!, cancel);
            return await desk.DoAsync(command(desk, loan, asked), cancel);
        }, cancel));
        return act;
    }

    static Domain.Kernel.Barcode CopyOf(InterlibraryLoan loan, ParseResult asked) =>
        (asked.GetResult(Item) is null ? null : asked.GetValue(Item)) is { } named ? new(named)
        : loan.Copy ?? throw new SetupException("It is not known which copy. Name it with --item BARCODE.");

    static async Task<int> RunAsync(ParseResult asked, string? agency, Func<Desk, Task<int>> act, CancellationToken cancel)
    {
        var options = asked.Settings();
        await using var storage = await Storage.OpenAsync(options, TimeProvider.System, cancel, mayJoin: true);
        await using var parts = CommandHost.Open(options, storage, TimeProvider.System);
        return await act(new(parts, storage, agency));
    }

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
            else AnsiConsole.Write(Shown(loans));
            return CommandLine.Done;
        });
        return command;
    }

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    static object Shown(InterlibraryLoan loan) => new
    {
        number = loan.Number.Number, agency = loan.Agency.Value, partner = loan.Partner.Value, role = Words.Of(loan.Role), state = Words.Of(loan.State),
        title = loan.TitleName, item = loan.Copy?.Value, loan.RequestedAt, loan.ReturnBy, loan.Remark,
    };

    static Table Shown(IEnumerable<InterlibraryLoan> loans)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("asked", "agency", "we are", "partner", "state", "title", "item", "back by", "remark", "number");
        foreach (var loan in loans)
            table.AddRow([.. ((string?[])
            [
                Day(loan.RequestedAt), loan.Agency.Value, Words.Of(loan.Role), loan.Partner.Value, Words.Of(loan.State), loan.TitleName, loan.Copy?.Value,
                loan.ReturnBy is { } by ? Day(by) : null, loan.Remark, loan.Number.Number,
            ]).Select(cell => (cell ?? "").EscapeMarkup())]);
        return table;
    }

    static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What a member of staff acts with: an agency, its partners, and the commands.</summary>
    sealed class Desk(IServiceProvider parts, Storage storage, string? named)
    {
        string? agencyId = named;
        Agency? agency;

        public AgencyId Agency => new(agencyId!);

        public LibraryFile Library => agency!.Library;

        public Partner? Partner { get; private set; }

        /// <summary>Our agency and the partner, from their tables.</summary>
        public async Task MeetAsync(AgencyId partner, CancellationToken cancel)
        {
            agency = (await parts.GetRequiredService<IAgencyRegister>().LoadAsync(cancel)).FirstOrDefault(one => one.Id == Agency)
                     ?? throw new SetupException($"There is no agency {agencyId} here.");
            Partner = await parts.GetRequiredService<PartnerBook>().FindAsync(agency.Network, agency.Id, partner, cancel)
                      ?? throw new SetupException($"{agencyId} has no partner {partner}.");
        }

        public async Task<InterlibraryLoan> FindAsync(string number, CancellationToken cancel)
        {
            var all = await new StaffLists(storage.Database, TimeProvider.System).InterlibraryAsync(null, ended: false, 10_000, cancel);
            InterlibraryLoan[] found = [.. all.Where(one => one.Number.Number == number)];
            if (found is not [var loan]) throw new SetupException($"There is no open loan {number}; `protocolserver ill list` shows them.");
            agencyId = loan.Agency.Value;
            await MeetAsync(loan.Partner, cancel);
            return loan;
        }

        public async Task<int> DoAsync(Command<InterlibraryResult> command, CancellationToken cancel)
        {
            var messages = parts.GetRequiredService<Messages>();
            var context = new CommandContext { Network = agency!.Network, Agency = agency.Id, Caller = Staff, Location = agency.MainLocation };
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
    }
}
