using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>UpdateItem: the note on a copy's condition, which machines keep with it; deleted first, then added (ncip reference 6.6).</summary>
static class UpdateItem
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>("UpdateItem", Bind, Render);

    static Command<LookUpItem.Result> Bind(NcipRequest m)
    {
        foreach (var fields in (ReadOnlySpan<string>)["DeleteItemFields", "AddItemFields"])
            foreach (var field in m.Body[fields]?.Children ?? [])
                if (field.Name != "PhysicalCondition")
                    m.Note(new(fields == "AddItemFields" ? "Unable To Add Element" : "Unable To Delete Element", field.Name));
        var added = m.Body["AddItemFields"]?["PhysicalCondition"];
        if (added is null && m.Body["DeleteItemFields"]?["PhysicalCondition"] is null && m.Problems.Count == 0)
            m.Note(new(ProblemTypes.NeededData, "AddItemFields"));
        var note = added?.TextAt("PhysicalConditionDetails") is { Length: > 0 } details ? details : added?.TextAt("PhysicalConditionType") ?? "";
        return new Domain.Circulation.UpdateItem(m.Item(), note);
    }

    static void Render(NcipElement answer, LookUpItem.Result o, NcipReply r) => answer.Add(r.ItemId(o.Item!.Barcode));
}
