using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Partners;

/// <summary>A system that is told over HTTP what happens at an agency: a gateway for text messages, a website, a bookkeeping system.</summary>
public sealed record Webhook
{
    public required string Id { get; init; }

    public required NetworkId Network { get; init; }

    public required AgencyId Agency { get; init; }

    /// <summary>Further agencies it is told of.</summary>
    public ImmutableArray<AgencyId> Agencies { get; init; } = [];

    /// <summary>http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name of the secrets among the settings (<c>Credentials</c>); null where it needs none but its own.</summary>
    public string? Credentials { get; init; }

    /// <summary>Its own secret, under which what it is told is signed; null: that of the credentials.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>What it is told, of <see cref="WebhookEvents.All"/>.</summary>
    public ImmutableArray<string> Subscriptions { get; init; } = [];

    /// <summary>Without <see cref="Permissions.StaffData"/> it never learns whom something is about.</summary>
    public Permissions Permissions { get; init; }

    /// <summary>Members of the data it never gets, such as <c>phone</c>.</summary>
    public ImmutableArray<string> Hidden { get; init; } = [];

    public bool IsEnabled { get; init; } = true;

    /// <summary>It has said that it wants no more (status 410); null while it does.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    public bool IsTold => IsEnabled && StoppedAt is null;

    /// <summary>An address that can be told something: http or https, without secrets in it.</summary>
    public static bool TryAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https" && address!.Host.Length > 0 && address.UserInfo.Length == 0;

    public bool Serves(AgencyId agency) => agency == Agency || Agencies.Contains(agency);

    public bool Wants(string happening) => Subscriptions.Contains(happening, StringComparer.Ordinal);
}

/// <summary>What a webhook can subscribe to.</summary>
public static class WebhookEvents
{
    /// <summary>Something to tell a reader, on the day it is to be told.</summary>
    public const string ReaderNotice = "reader.notice";

    public static readonly ImmutableArray<string> All =
    [
        "item.checked-out", "item.checked-in", "item.renewed", "item.recalled", "item.overdue", "item.lost", "hold.placed", "hold.ready", "hold.cancelled", "hold.expired",
        "reader.enrolled", "reader.changed", "card.blocked", "card.unblocked", "card.changed", ReaderNotice,
        "charge.assessed", "charge.raised", "payment.received", "posting.reversed", "wallet.moved", "wallet.held", "wallet.hold-ended",
        "online-payment.received", "online-refund.decided", "online-refund.sent",
    ];
}
