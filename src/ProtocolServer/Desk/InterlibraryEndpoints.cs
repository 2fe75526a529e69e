using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Interlibrary;

namespace ProtocolServer.Desk;

/// <summary>What staff do with loans between libraries, as <c>protocolserver ill</c> does it: the same commands, for keys that may change items.</summary>
static class InterlibraryEndpoints
{
    const int MostRows = 500;

    public static void MapInterlibrary(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/interlibrary-loans").WithTags("Loans between libraries");
        api.MapGet("", ListAsync).WithSummary("Loans between libraries, the oldest first; with all=true also those that have ended").Shows<InterlibraryView[]>(InterlibraryExamples.List);
        api.MapPost("", RequestAsync).WithSummary("Ask another library for something for a reader").Shows(InterlibraryExamples.Request);
        api.MapAct<ShipmentRequest>("shipment", static (of, r) => of.CopyOr(r.Item) is { } copy ? of.Ship(copy, r.Note) : null)
            .WithSummary("The copy goes to the other library").Shows(InterlibraryExamples.Ship);
        api.MapAct<ReceiptRequest>("receipt", static (of, r) => of.CopyOr(r.Item) is { } copy ? of.Receive(copy) : null)
            .WithSummary("The other library's copy has come").Shows(InterlibraryExamples.Receive);
        api.MapAct<NoteRequest>("return", static (of, r) => of.CopyOr(null) is { } copy ? of.SendBack(copy, r.Note) : null)
            .WithSummary("The other library's copy goes back").Shows(InterlibraryExamples.SendBack);
        api.MapAct<UntilRequest>("renewal", static (of, r) => of.Renew(r.Until)).WithSummary("Ask the lender for more time").Shows(InterlibraryExamples.Renew);
        api.MapAct<NoteRequest>("cancellation", static (of, r) => of.GiveUp(r.Note)).WithSummary("Give the loan up").Shows(InterlibraryExamples.Cancel);
    }

    static async Task<IResult> ListAsync(bool? all, HttpContext http, ApiDoor door, Database database, TimeProvider time) => !IsAllowed(http)
        ? door.Problem("not-permitted")
        : Results.Json((await new StaffLists(database, time).InterlibraryAsync(http.Key().Agency.Value, all is true, MostRows, http.RequestAborted)).Select(InterlibraryView.Of));

    static async Task<IResult> RequestAsync(BorrowRequest r, HttpContext http, ApiDoor door, MoneyApi acts, InterlibraryDesk desk)
    {
        if (!IsAllowed(http)) return door.Problem("not-permitted");
        if (r is { Record: null, Item: null }) return door.Problem("wanted-missing");
        if (await desk.MeetAsync(http.Key().Network, http.Key().Agency, new(r.Partner), http.RequestAborted) is not var (agency, partner)) return door.Problem("partner-unknown");
        var wanted = new Wanted(r.Record, r.Item is null ? null : new(r.Item), r.Title ?? r.Record ?? r.Item!, r.Author);
        return await acts.DoAsync(http, r, _ => new BorrowFromPartner(agency.Id, new(r.Card), partner.Id, partner.Interlibrary, wanted) { RequestType = r.Type ?? "Physical", Pickup = r.Pickup }, Told);
    }

    /// <param name="bind">Null where it is not known which copy.</param>
    static RouteHandlerBuilder MapAct<TRequest>(this RouteGroupBuilder api, string act, Func<InterlibraryCase, TRequest, Command<InterlibraryResult>?> bind) where TRequest : class =>
        api.MapPost("/{number}/" + act, async (string number, TRequest r, HttpContext http, ApiDoor door, MoneyApi acts, InterlibraryDesk desk) =>
            !IsAllowed(http) ? door.Problem("not-permitted")
            : await desk.FindAsync(http.Key().Agency, number, ended: true, http.RequestAborted) is not { } of ? door.Problem("interlibrary-unknown")
            : bind(of, r) is not { } command ? door.Problem("copy-missing")
            : await acts.DoAsync(http, r, _ => command, Told));

    static bool IsAllowed(HttpContext http) => http.Key().Permissions.HasFlag(Permissions.UpdateItem);

    static ApiAnswer Told(ApiAnswer answer, InterlibraryResult o) => o.Loan is { } loan ? answer with { Number = loan.Number.Number, Interlibrary = InterlibraryView.Of(loan) } : answer;
}

/// <summary>A loan between libraries, without whom it is for.</summary>
/// <param name="Role">What we are in it: borrower or lender.</param>
/// <param name="Remark">Why it was refused or given up, or what was last answered.</param>
/// <param name="Note">What one library said to the other with it.</param>
sealed record InterlibraryView(
    string Number, string Agency, string Partner, string Role, string State, string Title, string? Item, DateTimeOffset RequestedAt, DateTimeOffset? ReturnBy, string? Remark, string? Note)
{
    public static InterlibraryView Of(InterlibraryLoan of) => new(
        of.Number.Number, of.Agency.Value, of.Partner.Value, Words.Of(of.Role), Words.Of(of.State), of.TitleName, of.Copy?.Value, of.RequestedAt, of.ReturnBy, of.Remark, of.Note);
}

/// <param name="Record">Number of the title in the lender's catalogue; or <paramref name="Item"/>, a barcode of it.</param>
/// <param name="Type">RequestType; Physical where it is absent.</param>
sealed record BorrowRequest(
    string Partner, string Card, string? Record = null, string? Item = null, string? Title = null, string? Author = null, string? Type = null, string? Pickup = null);

/// <param name="Item">Barcode; where absent the copy that is known.</param>
/// <param name="Note">Words for the other library's staff.</param>
sealed record ShipmentRequest(string? Item = null, string? Note = null);

/// <param name="Item">Barcode; where absent the copy that is known.</param>
sealed record ReceiptRequest(string? Item = null);

/// <param name="Note">Words for the other library's staff.</param>
sealed record NoteRequest(string? Note = null);

/// <param name="Until">The day wished for.</param>
sealed record UntilRequest(DateOnly Until);

static class InterlibraryExamples
{
    const string Borrowed = """ "number":"0198f4a0c7d27bd0a1c5d0c3a7f1e234","agency":"NO-1000001","partner":"NO-2000002","role":"borrower","title":"Brand","requestedAt":"2026-03-10T12:15:00+00:00" """;

    static ApiExample Example(string? request, string state, string more = "") =>
        new(request, $$"""{"texts":[],"number":"0198f4a0c7d27bd0a1c5d0c3a7f1e234","interlibrary":{ {{Borrowed}}, "state":"{{state}}"{{more}} } }""");

    public static readonly ApiExample List = new(null, $$"""[{ {{Borrowed}}, "state":"accepted" }]""");

    public static readonly ApiExample Request = Example("""{"partner":"NO-2000002","card":"N000000001","record":"r1"}""", "requested");

    public static readonly ApiExample Ship = Example("""{"item":"0301234","note":"The map is in the pocket at the back."}""", "shipped", ""","item":"0301234","returnBy":"2026-04-07T21:59:59+00:00" """);

    public static readonly ApiExample Receive = Example("""{"item":"0301234"}""", "received", ""","item":"0301234" """);

    public static readonly ApiExample SendBack = Example("""{"note":"One page was loose already."}""", "returning", ""","note":"One page was loose already." """);

    public static readonly ApiExample Renew = Example("""{"until":"2026-05-07"}""", "received");

    public static readonly ApiExample Cancel = Example("""{"note":"She has bought it."}""", "cancelling", ""","note":"She has bought it." """);
}
