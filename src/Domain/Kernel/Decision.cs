using System.Collections.Immutable;

namespace ProtocolServer.Domain.Kernel;

/// <summary>What a command came to: always an outcome to answer with; events only where something happened.</summary>
public readonly record struct Decision<TOutcome>(TOutcome Outcome, ImmutableArray<DomainEvent> Events);

/// <summary>A refusal is a value: a stable code, its arguments for the text, and nothing else.</summary>
/// <param name="Code">Key of the SIP2, NCIP and text tables, such as <c>loan-limit</c>.</param>
/// <param name="Arguments">What the text of the refusal mentions: a number, an amount, a date.</param>
public sealed record Refusal(string Code, params ImmutableArray<object> Arguments)
{
    public bool Equals(Refusal? other) => other is not null && Code == other.Code && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Something that happened, named in the past tense; the event writer turns it into rows and a journal entry.</summary>
public abstract record DomainEvent;

/// <summary>Something to tell the reader besides the refusal: key <c>notice.CODE</c> of the texts, with its arguments.</summary>
public sealed record Notice(string Code, params ImmutableArray<object> Arguments);

/// <summary>The common part of every outcome.</summary>
public abstract record Outcome
{
    /// <summary>Why it was not done; null when it was.</summary>
    public Refusal? Refusal { get; init; }

    public bool Accepted => Refusal is null;

    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>The language of the reader concerned, for the texts (G-5).</summary>
    public string? ReaderLanguage { get; init; }
}
