using System.Collections.Immutable;
using System.Data.Common;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>A webhook as staff see it.</summary>
/// <param name="StoppedAt">When it said that it wants no more.</param>
/// <param name="Waiting">Messages that wait for it.</param>
/// <param name="LastError">Why it was not reached the last time; null where it was.</param>
public sealed record WebhookState(
    string Network, string Id, string Agency, string Url, string[] Subscriptions, bool IsEnabled, DateTimeOffset? StoppedAt, string? StoppedWhy, long Waiting, string? LastError);

/// <summary>Webhooks in their table.</summary>
public sealed class WebhookRegister(Database database) : IWebhookRegister
{
    public async Task<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancel) => await database.ManyAsync("load_webhooks", Webhook, cancel);

    public Task StopAsync(NetworkId network, string webhook, string why, CancellationToken cancel) => database.DoAsync("webhook_stop", cancel, network.Value, webhook, why);

    /// <summary>It is told again, from now on. False where none of that name was stopped.</summary>
    /// <param name="network">Null where the name alone says which.</param>
    public async Task<bool> ResumeAsync(string? network, string webhook, CancellationToken cancel) => await database.DoAsync("webhook_resume", cancel, network, webhook) > 0;

    public Task<ImmutableArray<WebhookState>> StatesAsync(CancellationToken cancel) => database.ManyAsync("list_webhooks", static row => new WebhookState(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<string[]>(4), row.GetBoolean(5), row.InstantOrNull(6), row.TextOrNull(7),
        row.GetInt64(8), row.TextOrNull(9)), cancel);

    /// <summary>Notices whose day has come, the oldest first.</summary>
    /// <param name="agencies">Those whose readers somebody tells.</param>
    public Task<ImmutableArray<(AgencyId Agency, Guid Notice)>> DueNoticesAsync(NetworkId network, DateTimeOffset now, string[] agencies, int most, CancellationToken cancel) =>
        database.ManyAsync("list_due_notices", static row => (new AgencyId(row.GetString(0)), row.GetGuid(1)), cancel, network.Value, now, agencies, most);

    static Webhook Webhook(DbDataReader row) => new()
    {
        Network = new(row.GetString(0)), Id = row.GetString(1), Agency = new(row.GetString(2)),
        Agencies = [.. row.GetFieldValue<string[]>(3).Select(agency => new AgencyId(agency))], Url = new(row.GetString(4)), Credentials = row.GetString(5),
        Subscriptions = [.. row.GetFieldValue<string[]>(6)],
        Permissions = row.GetFieldValue<string[]>(7).Aggregate(Permissions.None, (all, word) => all | Words.Read<Permissions>(word)),
        Hidden = [.. row.GetFieldValue<string[]>(8)], IsEnabled = row.GetBoolean(9), StoppedAt = row.InstantOrNull(10),
    };
}
