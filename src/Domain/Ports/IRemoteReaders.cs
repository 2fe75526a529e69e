using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Ports;

/// <summary>Asks another agency about a reader of its own. A decision gets the answer as data, also that there was none.</summary>
public interface IRemoteReaders
{
    /// <param name="ours">In whose name it is asked.</param>
    /// <param name="theirs">Who knows the reader.</param>
    /// <param name="pin">Where she has to be authenticated; such an answer is never kept.</param>
    Task<RemoteAnswer> LookUpAsync(NetworkId network, AgencyId ours, AgencyId theirs, CardNumber card, string? pin, CancellationToken cancel);
}

/// <summary>What another agency says of a reader.</summary>
public abstract record RemoteAnswer
{
    RemoteAnswer() { }

    /// <param name="AsOf">When it was said; an answer that is kept may be older than this question.</param>
    public sealed record Known(RemoteReader Reader, DateTimeOffset AsOf) : RemoteAnswer;

    /// <summary>There is no such reader there.</summary>
    public sealed record Unknown(DateTimeOffset AsOf) : RemoteAnswer;

    /// <summary>It does not say: a wrong PIN, or no right to ask.</summary>
    /// <param name="Problem">In the words of the standard.</param>
    public sealed record Denied(string Problem) : RemoteAnswer;

    /// <summary>There was no answer that could be understood, or it was not asked because there was none before.</summary>
    /// <param name="Why">For staff.</param>
    public sealed record Unreachable(string Why) : RemoteAnswer;
}

/// <summary>A reader as another agency describes her. What it hides or does not know is absent.</summary>
public sealed record RemoteReader
{
    public required CardNumber Card { get; init; }

    public string? Name { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? Address { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>ISO 639-2.</summary>
    public string? Language { get; init; }

    public ImmutableArray<RemotePrivilege> Privileges { get; init; } = [];

    /// <summary>What she may not do there, such as <c>Block Check Out</c>.</summary>
    public ImmutableArray<string> Blocks { get; init; } = [];

    public ImmutableArray<Money> Owes { get; init; } = [];
}

/// <summary>What a reader is at an agency.</summary>
/// <param name="Category">In that agency's words.</param>
/// <param name="State">As it says: active, expired …; null where it does not.</param>
public sealed record RemotePrivilege(AgencyId Agency, string Category, string? State, DateTimeOffset? ValidUntil);
