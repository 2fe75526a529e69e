using System.Collections.Frozen;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>RecallItem: a loan is called back.</summary>
static class RecallItem
{
    public static readonly NcipService Service = new CommandService<RecallResult>("RecallItem", Bind, Render);

    static Command<RecallResult> Bind(NcipRequest m) => new Recall(m.Item(), m.Date("DesiredDateDue")) { ShipTo = Shipping.Of(m) };

    static void Render(NcipElement answer, RecallResult o, NcipReply r)
    {
        Put(answer, o, r);
        answer.Add(r.Date("DateDue", o.Loan!.DueAt));
    }

    /// <summary>The copy, and who has it for partners that see staff data.</summary>
    public static void Put(NcipElement answer, RecallResult o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item!.Barcode));
        if (r.Facts.Caller.Permissions.HasFlag(Permissions.StaffData) && o.Loan is { } loan) answer.Add(r.UserId(loan.Card));
        answer.Add(ItemFields.Of(o.Item, r));
    }
}

/// <summary>CancelRecallItem: a recall is withdrawn.</summary>
static class CancelRecallItem
{
    public static readonly NcipService Service = new CommandService<RecallResult>("CancelRecallItem", static m => new CancelRecall(m.Item()), RecallItem.Put);
}

/// <summary>ReportCirculationStatusChange: the user says it is returned, lost, missing, or was never hers.</summary>
static class ReportCirculationStatusChange
{
    public static readonly NcipService Service = new CommandService<RecallResult>("ReportCirculationStatusChange", Bind, RecallItem.Put);

    static Command<RecallResult> Bind(NcipRequest m) => new ReportItem(m.Card(), m.Item(),
        m.Body["ItemReportedLost"] is not null ? ItemReport.Lost
        : m.Body["ItemReportedMissing"] is not null ? ItemReport.Missing
        : m.Body["ItemReportedNeverBorrowed"] is not null ? ItemReport.NeverBorrowed
        : ItemReport.Returned);
}

/// <summary>UpdateCirculationStatus: the condition of a copy that is in.</summary>
static class UpdateCirculationStatus
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>("UpdateCirculationStatus", Bind, static (answer, o, r) => answer.Add(r.ItemId(o.Item!.Barcode)));

    /// <summary>What is not said by a loan or a hold.</summary>
    static readonly FrozenDictionary<string, ItemStatus> Statuses = new Dictionary<string, ItemStatus>(StringComparer.Ordinal)
    {
        ["availableonshelf"] = ItemStatus.Available, ["inprocess"] = ItemStatus.InProcess, ["intransitbetweenlibrarylocations"] = ItemStatus.InTransit,
        ["lost"] = ItemStatus.Lost, ["missing"] = ItemStatus.Missing, ["onorder"] = ItemStatus.OnOrder, ["waitingtobereshelved"] = ItemStatus.Reshelving,
        ["notavailable"] = ItemStatus.Other, ["circulationstatusundefined"] = ItemStatus.Other,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryRead(string word, out ItemStatus status) => Statuses.TryGetValue(NcipRequest.Plain(word), out status);

    static Command<LookUpItem.Result> Bind(NcipRequest m)
    {
        var asked = m.Body.TextAt("CirculationStatus");
        if (!TryRead(asked, out var status)) m.Note(new(ProblemTypes.Rule, "CirculationStatus", asked));
        return new SetItemStatus(m.Item(), status);
    }
}
