using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// UpdateUser: names, addresses, language, date of birth, privileges and the PIN, deleted first and then added; or a card that is reported
/// lost or found (Trap For Lost Card), blocked or unblocked (any Block). Data and blocks come in messages of their own.
/// </summary>
static class UpdateUser
{
    const string UnableToAdd = "Unable To Add Element", UnableToDelete = "Unable To Delete Element";

    public static readonly NcipService Service = new CommandService<ReaderResult>("UpdateUser", Bind, Render, RefusalOf);

    static Command<ReaderResult> Bind(NcipRequest m)
    {
        var blocks = m.Body["AddUserFields"]?["BlockOrTrap"] ?? m.Body["DeleteUserFields"]?["BlockOrTrap"];
        if (blocks is null) return BindData(m);
        if (Fields(m).Any(static field => field.Name != "BlockOrTrap")) m.Note(new("Unauthorized Combination Of Element Values For Agency", "BlockOrTrap"));
        return BindBlock(m);
    }

    static IEnumerable<NcipElement> Fields(NcipRequest m) =>
        (m.Body["DeleteUserFields"]?.Children ?? []).Concat(m.Body["AddUserFields"]?.Children ?? []);

    static ChangeReader BindData(NcipRequest m)
    {
        if (!Fields(m).Any()) m.Note(new(ProblemTypes.NeededData, "AddUserFields"));
        var (deleted, added) = (m.Body["DeleteUserFields"], m.Body["AddUserFields"]);
        var (from, to) = (UserDetails.Read(m, deleted, UnableToDelete), UserDetails.Read(m, added, UnableToAdd));
        var card = m.Card();
        var (old, fresh) = (UserDetails.Secret(m, deleted, UnableToDelete), UserDetails.Secret(m, added, UnableToAdd));
        // A PIN is replaced, never taken away; the old one proves who asks.
        if (old is not null && fresh is null) m.Note(new(UnableToDelete, "AuthenticationInput"));
        if (old is not null) m.AskForPin(old);
        if (m.Problems.Count == 0) to = to.WithPin(fresh);
        return new(card, from, to);
    }

    static Command<ReaderResult> BindBlock(NcipRequest m)
    {
        var added = Blocks(m, "AddUserFields", UnableToAdd);
        var deleted = Blocks(m, "DeleteUserFields", UnableToDelete);
        if (added is null == deleted is null && m.Problems.Count == 0) m.Note(new(ProblemTypes.NeededData, "BlockOrTrap", null, "One block is added or deleted at a time."));
        var card = m.Card();
        return (added, deleted) switch
        {
            ("trapforlostcard", _) => new ReportLoss(card),
            ({ } block, _) => new BlockCard(card, block, CardRetained: false),
            (_, "trapforlostcard") => new CancelLossReport(card),
            _ => new EnableCard(card),
        };
    }

    /// <summary>The kind of block in the fields; another kind of trap can't be set here.</summary>
    /// <param name="fields">Name of the fields; empty for the message itself.</param>
    public static string? Blocks(NcipRequest m, string fields, string problem)
    {
        string? block = null;
        foreach (var field in (fields.Length == 0 ? m.Body : m.Body[fields])?.All("BlockOrTrap") ?? [])
        {
            var kind = NcipRequest.Plain(field.TextAt("BlockOrTrapType"));
            if (kind == "trapforlostcard" && fields.Length > 0 || kind.StartsWith("block", StringComparison.Ordinal)) block ??= kind;
            else m.Note(new(problem, "BlockOrTrapType", field.TextAt("BlockOrTrapType")));
        }
        return block;
    }

    /// <summary>A blocked or expired reader is changed all the same; only what kept it from being done is a problem.</summary>
    public static Refusal? RefusalOf(ReaderResult o) =>
        o.Refusal is { Code: "card-unknown" or "not-permitted" or "wrong-agency" or "pin-wrong" or "pin-locked" or "pin-missing" or "datum-absent" or "datum-present"
            or "category-unknown" or "level-unknown" or "birth-date-future" or "loans-open" or "money-owed" or "card-withdrawn" or "wallet-left" or "wallet-held" or "deposit-left" } refusal ? refusal : null;

    static void Render(NcipElement answer, ReaderResult o, NcipReply r) => answer.Add(r.UserId(o.Reader!.Card.Number));
}
