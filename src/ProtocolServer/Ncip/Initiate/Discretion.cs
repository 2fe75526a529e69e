using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>What of a notification a partner may get: nothing hidden from it, and no reader unless it sees staff data.</summary>
static class Discretion
{
    static readonly string[] Personal = ["userid", "useroptionalfields"];

    /// <summary>The message without what the partner may not see; null where it makes no sense without.</summary>
    public static NcipElement? For(Partner partner, NcipElement message)
    {
        var hidden = partner.Hidden.Select(NcipRequest.Plain).ToHashSet(StringComparer.Ordinal);
        if (!partner.Permissions.HasFlag(Permissions.StaffData)) hidden.UnionWith(Personal);
        if (hidden.Count == 0) return message;
        var rest = Without(message, hidden);
        return MessageCheck.Of(rest, MessagePairs.Find(message.Name)!.Request).Count == 0 ? rest : null;
    }

    static NcipElement Without(NcipElement element, HashSet<string> hidden)
    {
        if (!element.HasChildren) return element;
        var rest = new NcipElement(element.Name, "", element.Scheme);
        foreach (var child in element.Children)
            if (!hidden.Contains(NcipRequest.Plain(child.Name)))
                rest.Add(Without(child, hidden));
        return rest;
    }
}
