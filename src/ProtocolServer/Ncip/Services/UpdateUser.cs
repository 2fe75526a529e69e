using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// UpdateUser: a card is reported lost or found (Trap For Lost Card), blocked or unblocked (any Block). Names, addresses and secrets are the
/// library's own to change.
/// </summary>
static class UpdateUser
{
    public static readonly NcipService Service = new CommandService<ReaderResult>("UpdateUser", Bind, Render, RefusalOf);

    static Command<ReaderResult> Bind(NcipRequest m)
    {
        var added = Block(m, "AddUserFields", "Unable To Add Element");
        var deleted = Block(m, "DeleteUserFields", "Unable To Delete Element");
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

    /// <summary>The kind of block in the fields; what else is there can't be changed here.</summary>
    static string? Block(NcipRequest m, string fields, string problem)
    {
        string? block = null;
        foreach (var field in m.Body[fields]?.Children ?? [])
        {
            var kind = NcipRequest.Plain(field.TextAt("BlockOrTrapType"));
            if (field.Name == "BlockOrTrap" && (kind == "trapforlostcard" || kind.StartsWith("block", StringComparison.Ordinal))) block ??= kind;
            else m.Note(new(problem, field.Name == "BlockOrTrap" ? "BlockOrTrapType" : field.Name));
        }
        return block;
    }

    /// <summary>A blocked card is what was asked for; only what kept it from being done is a problem.</summary>
    static Refusal? RefusalOf(ReaderResult o) =>
        o.Refusal is { Code: "card-unknown" or "not-permitted" or "wrong-agency" or "pin-wrong" or "pin-locked" or "pin-missing" } refusal ? refusal : null;

    static void Render(NcipElement answer, ReaderResult o, NcipReply r) => answer.Add(r.UserId(o.Reader!.Card.Number));
}
