using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Webhooks;

/// <summary>Tells the webhooks that subscribe what has happened at their agencies.</summary>
sealed class WebhookAnnouncements(WebhookBook book) : IAnnouncer
{
    /// <summary>What says whom something is about; only who sees staff data gets it.</summary>
    static readonly ImmutableArray<string> Personal = ["card", "email", "phone", "address", "language", "text"];

    static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async ValueTask<ImmutableArray<OutboxMessage>> OfAsync(Happened happened, CancellationToken cancel)
    {
        var known = await book.AllAsync(cancel);
        if (known.Count == 0) return [];
        var messages = ImmutableArray.CreateBuilder<OutboxMessage>();
        foreach (var one in happened.Events)
        {
            IEnumerable<Webhook>? told = one is ReaderNoticeHanded handed ? handed.To : null;
            foreach (var (type, data, about) in WebhookContent.Of(one, happened))
                foreach (var hook in told ?? known.Where(hook => hook.IsTold && hook.Network == happened.Network && hook.Serves(happened.Facts.Agency.Id) && hook.Wants(type)))
                    messages.Add(Message(hook, type, data, about, happened.Facts));
        }
        return messages.ToImmutable();
    }

    static OutboxMessage Message(Webhook hook, string type, JsonObject data, string? about, Facts facts)
    {
        var id = facts.Ids.Next();
        var seen = (JsonObject)data.DeepClone();
        foreach (var name in hook.Hidden.Concat(hook.Permissions.HasFlag(Permissions.StaffData) ? [] : Personal)) seen.Remove(name);
        // The members of CloudEvents, so that its libraries read them; agency is an extension.
        var body = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = id.ToString("N"), ["source"] = "/agencies/" + Uri.EscapeDataString(facts.Agency.Id.Value), ["type"] = type,
            ["time"] = facts.Now.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), ["agency"] = facts.Agency.Id.Value, ["data"] = seen,
        };
        return new() { Id = id, Kind = OutboxKinds.Webhook, Destination = hook.Id, Subject = type, About = about, Body = JsonSerializer.SerializeToUtf8Bytes(body, Compact) };
    }
}
