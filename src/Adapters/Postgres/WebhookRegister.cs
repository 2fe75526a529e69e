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

/// <summary>Something that a webhook did not take.</summary>
/// <param name="Why">What the last attempt came to.</param>
/// <param name="State"><c>waits</c>, or how it ended: <c>given up</c>, <c>stopped</c>, <c>dropped by staff</c>.</param>
public sealed record WebhookFailure(
    string Network, string Webhook, Guid Id, DateTimeOffset At, string Event, string? About, int Attempts, DateTimeOffset? TriedAt, string? Why, string State);

/// <summary>Webhooks in their table.</summary>
public sealed class WebhookRegister(Database database) : IWebhookRegister
{
    public async Task<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancel) => await database.ManyAsync("load_webhooks", Webhook, cancel);

    public Task StopAsync(NetworkId network, string webhook, string why, CancellationToken cancel) => database.DoAsync("webhook_stop", cancel, network.Value, webhook, why);

    /// <summary>It is told again, from now on. False where none of that name was stopped.</summary>
    /// <param name="network">Null where the name alone says which.</param>
    public async Task<bool> ResumeAsync(string? network, string webhook, CancellationToken cancel) => await database.ScalarAsync("webhook_resume", cancel, network, webhook) is > 0L;

    /// <summary>It is told nothing more until it is resumed; what waits goes on waiting. False where none of that name was told.</summary>
    public async Task<bool> PauseAsync(string? network, string webhook, CancellationToken cancel) => await database.DoAsync("webhook_pause", cancel, network, webhook) > 0;

    /// <summary>There is none of that name any more; what waits for it is given up. False where there was none.</summary>
    public async Task<bool> RemoveAsync(string? network, string webhook, CancellationToken cancel) => await database.ScalarAsync("webhook_delete", cancel, network, webhook) is > 0L;

    /// <summary>What it is told is signed with this secret from now on. False where there is none of that name.</summary>
    public async Task<bool> ChangeSecretAsync(string? network, string webhook, string secret, CancellationToken cancel) =>
        await database.DoAsync("webhook_secret", cancel, network, webhook, secret) > 0;

    /// <summary>What waits for it is tried at once; how many messages that are, null where there is none of that name.</summary>
    public async Task<long?> RetryAsync(string? network, string webhook, CancellationToken cancel) =>
        (await database.ManyAsync("webhook_retry", static row => row.GetInt64(1) == 0 ? (long?)null : row.GetInt64(0), cancel, network, webhook))[0];

    /// <summary>False where there is no such agency in its network, or a webhook of that name already.</summary>
    public async Task<bool> AddAsync(Webhook one, CancellationToken cancel) => await database.ScalarAsync(
        "webhook_insert", cancel, one.Id, one.Agency.Value, one.Agencies.Select(agency => agency.Value).ToArray(), one.Url.AbsoluteUri, one.Credentials ?? "", one.Subscriptions.ToArray(),
        Enum.GetValues<Permissions>().Where(flag => flag is not Permissions.None && one.Permissions.HasFlag(flag)).Select(Words.Of).ToArray(), one.Hidden.ToArray(), one.SigningSecret) is not null;

    /// <summary>What was not taken: it waits, or was given up; the latest first.</summary>
    /// <param name="webhook">Null for all.</param>
    public Task<ImmutableArray<WebhookFailure>> FailuresAsync(string? network, string? webhook, int most, CancellationToken cancel) => database.ManyAsync(
        "webhook_failures", static row => new WebhookFailure(row.GetString(0), row.GetString(1), row.GetGuid(2), row.Instant(3), row.GetString(4), row.TextOrNull(5), row.GetInt32(6),
            row.InstantOrNull(7), row.TextOrNull(8), row.GetString(9)), cancel, network, webhook, most);

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
        Agencies = [.. row.GetFieldValue<string[]>(3).Select(agency => new AgencyId(agency))], Url = new(row.GetString(4)), Credentials = row.GetString(5) is { Length: > 0 } name ? name : null,
        Subscriptions = [.. row.GetFieldValue<string[]>(6)],
        Permissions = row.GetFieldValue<string[]>(7).Aggregate(Permissions.None, (all, word) => all | Words.Read<Permissions>(word)),
        Hidden = [.. row.GetFieldValue<string[]>(8)], IsEnabled = row.GetBoolean(9), StoppedAt = row.InstantOrNull(10), SigningSecret = row.TextOrNull(11),
    };
}
