using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>Tells the partners that subscribe of what has happened at their agencies.</summary>
sealed class Announcements(PartnerBook partners) : IAnnouncer
{
    public async ValueTask<ImmutableArray<OutboxMessage>> OfAsync(Happened happened, CancellationToken cancel)
    {
        var subscribers = await partners.SubscribersAsync(cancel);
        if (subscribers.Count == 0) return [];
        ImmutableArray<OutboxMessage>.Builder? messages = null;
        foreach (var partner in subscribers)
        {
            if (partner.Network != happened.Network || !partner.Serves(happened.Facts.Agency.Id) || partner.Caller.Terminal == happened.Facts.Caller.Terminal) continue;
            foreach (var one in happened.Events)
                if (EventNotices.Of(one, happened) is { } notice && partner.Subscriptions.Contains(notice.Name, StringComparer.Ordinal)
                    && Discretion.For(partner, notice) is { } told)
                    (messages ??= ImmutableArray.CreateBuilder<OutboxMessage>()).Add(Message(told, happened.Facts, partner.Id));
        }
        return messages?.ToImmutable() ?? [];
    }

    /// <summary>A message from the agency that acts to a partner of it.</summary>
    public static OutboxMessage Message(NcipElement content, Facts facts, AgencyId to) => new()
    {
        Id = facts.Ids.Next(), Kind = OutboxKinds.Ncip, Destination = new NcipDestination(facts.Agency.Id, to).ToString(), Subject = content.Name,
        About = About(content), Body = Initiation.Kept(content),
    };

    /// <summary>What staff know it by: the number of the request, else the copy's.</summary>
    static string? About(NcipElement content) =>
        content.TextAt("RequestId", "RequestIdentifierValue") is { Length: > 0 } request ? request
        : content.TextAt("ItemId", "ItemIdentifierValue") is { Length: > 0 } item ? item : null;
}
