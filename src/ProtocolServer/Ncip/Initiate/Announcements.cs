using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>
/// Asks and tells a partner what a loan between us needs, and tells the partners that subscribe what has happened at their agencies.
/// </summary>
sealed class Announcements(PartnerBook partners) : IAnnouncer
{
    public async ValueTask<ImmutableArray<OutboxMessage>> OfAsync(Happened happened, CancellationToken cancel)
    {
        ImmutableArray<OutboxMessage>.Builder? messages = null;
        foreach (var one in happened.Events)
            if (InterlibraryMessages.Of(one, happened) is { } addressed)
                (messages ??= ImmutableArray.CreateBuilder<OutboxMessage>()).Add(Message(addressed, happened.Facts));
        var subscribers = await partners.SubscribersAsync(cancel);
        if (subscribers.Count == 0) return messages?.ToImmutable() ?? [];
        foreach (var partner in subscribers)
        {
            if (partner.Network != happened.Network || !partner.Serves(happened.Facts.Agency.Id) || partner.Caller.Terminal == happened.Facts.Caller.Terminal) continue;
            foreach (var one in happened.Events)
                if (EventNotices.Of(one, happened) is { } notice && partner.Subscriptions.Contains(notice.Name, StringComparer.Ordinal)
                    && Discretion.For(partner, notice) is { } told)
                    (messages ??= ImmutableArray.CreateBuilder<OutboxMessage>()).Add(Message(new(happened.Facts.Agency.Id, partner.Id, told), happened.Facts));
        }
        return messages?.ToImmutable() ?? [];
    }

    static OutboxMessage Message(Addressed message, Facts facts) => new()
    {
        Id = facts.Ids.Next(), Kind = OutboxKinds.Ncip, Destination = new NcipDestination(message.From, message.To).ToString(), Subject = message.Content.Name,
        About = About(message.Content), Body = Initiation.Kept(message.Content),
    };

    /// <summary>What staff know it by: the number of the request, else the copy's.</summary>
    static string? About(NcipElement content) =>
        content.TextAt("RequestId", "RequestIdentifierValue") is { Length: > 0 } request ? request
        : content.TextAt("ItemId", "ItemIdentifierValue") is { Length: > 0 } item ? item : null;
}
