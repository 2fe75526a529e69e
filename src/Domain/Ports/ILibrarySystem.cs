using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Ports;

/// <summary>Whoever decides for an agency: our own rules and tables, or an existing system reached over its own interface.</summary>
public interface ILibrarySystem
{
    /// <summary>
    /// Executes a command exactly once and gives the answer that was made of its outcome; a repeated command gets the first answer
    /// again.
    /// </summary>
    /// <param name="answer">Makes the bytes of the answer, which are kept with the effect.</param>
    /// <exception cref="LibrarySystemException">It could not be decided at all; nothing has happened, a repetition is safe.</exception>
    Task<ReadOnlyMemory<byte>> ExecuteAsync<TOutcome>(
        Command<TOutcome> command, CommandContext context, Func<TOutcome, Facts, ReadOnlyMemory<byte>> answer, CancellationToken cancel)
        where TOutcome : Outcome;
}

/// <summary>Who sends a command, from where, and how it is known again.</summary>
public sealed record CommandContext
{
    public required NetworkId Network { get; init; }

    /// <summary>The agency that is acted for.</summary>
    public required AgencyId Agency { get; init; }

    public required Caller Caller { get; init; }

    public required string Location { get; init; }

    /// <summary>The PIN of the message; null where it has none.</summary>
    public string? Pin { get; init; }

    /// <summary>Null where a repetition does no harm.</summary>
    public CommandKey? Key { get; init; }

    /// <summary>The message without secrets, for the list of contradictions.</summary>
    public string Message { get; init; } = "";
}

/// <summary>The library system did not answer. Nothing has happened.</summary>
public sealed class LibrarySystemException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The library system was lost while it saved: whether the command took effect is not known until it is asked again.</summary>
public sealed class OutcomeUnknownException(Exception inner) : Exception("Whether the command took effect is not known.", inner);
