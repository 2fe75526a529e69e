using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Partners;

/// <summary>What an agency has agreed with a partner about loans between them.</summary>
public sealed record InterlibraryPolicy
{
    /// <summary>We lend to it.</summary>
    public bool Lends { get; init; }

    /// <summary>We borrow from it.</summary>
    public bool Borrows { get; init; }

    /// <summary>Its own card with us, on which our copies go to it. Needed to lend.</summary>
    public string? Card { get; init; }

    /// <summary>Categories of readers that may borrow through it; empty = all.</summary>
    public ImmutableArray<string> ReaderCategories { get; init; } = [];

    /// <summary>Kinds of items that are lent to it; empty = all.</summary>
    public ImmutableArray<string> ItemKinds { get; init; } = [];

    /// <summary>For how long we lend to it.</summary>
    public int LoanDays { get; init; } = 28;

    /// <summary>Whether what we lend may be renewed (RenewalNotPermitted where not).</summary>
    public bool Renewable { get; init; } = true;

    /// <summary>It is handed the copy by AcceptItem, which makes it known there, instead of being told of a shipment.</summary>
    public bool HandsOver { get; init; }

    /// <summary>Requests that may be open at the same time, in either direction.</summary>
    public int MostRequests { get; init; } = 50;

    /// <summary>Where its ItemRequested comes, we send the request by ourselves (a reader of ours asked at its desk).</summary>
    public bool RequestsWhenTold { get; init; }
}
