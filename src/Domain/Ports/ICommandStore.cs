using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Ports;

/// <summary>Loads what a command needs and saves what it decided: one round trip each.</summary>
public interface ICommandStore
{
    Task<Loaded> LoadAsync(NetworkId network, Needs needs, CommandKey? key, CancellationToken cancel);

    /// <summary>A payment without a number of its own came again byte for byte: it was answered as the first one, and staff look whether it was.</summary>
    Task NoteRepeatAsync(CommandContext context, string command, DateTimeOffset at, CancellationToken cancel);

    /// <summary>All or nothing. False: somebody else was quicker, and the command has to be decided anew.</summary>
    Task<bool> SaveAsync(CommandRecord record, CancellationToken cancel);
}

/// <summary>What names a command, so that its repetition is known (design: exactly once).</summary>
/// <param name="Scope">Who sent it: a terminal, a partner, a desk, a job.</param>
/// <param name="Key">What the sender calls it, hashed.</param>
/// <param name="Fingerprint">What it asks; the same key with another fingerprint is a conflict.</param>
public sealed record CommandKey(string Scope, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Fingerprint)
{
    /// <summary>The sender has given no number: the key is made of the message itself, and an equal message may be meant.</summary>
    public bool IsDerived { get; init; }
}

public readonly record struct Loaded(Snapshot Snapshot, PriorAnswer? Prior);

/// <summary>The answer that was given when the same command came before.</summary>
/// <param name="HasMovedOn">Something else has happened since to what it was decided on.</param>
public sealed record PriorAnswer(
    int Occurrence, DateTimeOffset At, bool MovesMoney, ReadOnlyMemory<byte> Fingerprint, bool HasMovedOn, ReadOnlyMemory<byte> Answer);

/// <summary>Everything one decision writes.</summary>
public sealed record CommandRecord
{
    public required NetworkId Network { get; init; }

    public required AgencyId Agency { get; init; }

    public required TerminalId Terminal { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null for an act that needs no replay.</summary>
    public CommandKey? Key { get; init; }

    /// <summary>1 for the first time the key is seen.</summary>
    public int Occurrence { get; init; }

    public bool MovesMoney { get; init; }

    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>The streams the decision stood on, at the version they were read.</summary>
    public required ImmutableArray<StreamVersion> Streams { get; init; }

    public required ImmutableArray<DomainEvent> Events { get; init; }

    /// <summary>What others are told of it.</summary>
    public ImmutableArray<OutboxMessage> Outbox { get; init; } = [];

    /// <summary>The message without secrets, for the list of contradictions.</summary>
    public string Message { get; init; } = "";
}
