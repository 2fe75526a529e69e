using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Ports;

/// <summary>
/// Something another system is to be told. It is written together with what it tells of, and sent afterwards: in order, until the other
/// has answered, and not again after that.
/// </summary>
public sealed record OutboxMessage
{
    public required Guid Id { get; init; }

    /// <summary>Who delivers it, such as <see cref="OutboxKinds.Ncip"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whom it is for, in the words of its kind. Messages of one destination are sent one after the other.</summary>
    public required string Destination { get; init; }

    /// <summary>What it is, for people and counters: the name of a service.</summary>
    public required string Subject { get; init; }

    /// <summary>Number of the request or copy it is about, for staff; nothing personal.</summary>
    public string? About { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }
}

public static class OutboxKinds
{
    public const string Ncip = "ncip";

    public const string Webhook = "webhook";
}

/// <summary>A decision that is about to be saved, for those who tell others of it.</summary>
public sealed record Happened(NetworkId Network, ImmutableArray<DomainEvent> Events, Snapshot Now, Facts Facts);

/// <summary>Makes messages of what happened. It is asked for every decision, so that nobody interested must cost nothing.</summary>
public interface IAnnouncer
{
    ValueTask<ImmutableArray<OutboxMessage>> OfAsync(Happened happened, CancellationToken cancel);
}

/// <summary>The other end has answered a message, and what it answered is part of this decision.</summary>
/// <param name="Outcome"><c>done</c>, or the problem it answered with.</param>
public sealed record MessageAnswered(Guid Message, string Outcome) : DomainEvent;
