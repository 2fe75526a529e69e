using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>All copies of some titles, or some copies, a page at a time (NCIP LookupItemSet).</summary>
/// <param name="Wanted">Record numbers or barcodes.</param>
public sealed record LookUpTitles(CopiesWanted Wanted) : Command<LookUpTitles.Result>
{
    public override Needs Needs => new() { Copies = Wanted with { Take = Wanted.Take + 1 }, Versions = false };

    public sealed record Result : Outcome
    {
        /// <summary>By record number, then barcode.</summary>
        public ImmutableArray<Item> Copies { get; init; } = [];

        /// <summary>What of that which was asked for has a copy on any page; known with the first page of several things.</summary>
        public ImmutableArray<CopyKnown> Known { get; init; } = [];

        /// <summary>There are more behind these.</summary>
        public bool HasMore { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) =>
        new(new() { Copies = [.. now.Copies.Take(Wanted.Take)], HasMore = now.Copies.Length > Wanted.Take, Known = now.KnownCopies }, []);
}

/// <summary>A page of copies: of titles by record number, or by barcode.</summary>
public sealed record CopiesWanted(ImmutableArray<string> Records, ImmutableArray<string> Barcodes, int Skip, int Take)
{
    /// <summary>Of titles by record number, only what these agencies have; everything where it is empty.</summary>
    public ImmutableArray<HoldingsSet> Sets { get; init; } = [];

    /// <summary>Whether one page can't tell what is known of the things asked for.</summary>
    public bool IsOfSeveral => Skip == 0 && Records.Length + Barcodes.Length > 1;
}

/// <summary>A title that an agency has, and one of its copies where that was asked for.</summary>
public readonly record struct CopyKnown(string Record, AgencyId Owner, string? Barcode);

/// <summary>What one agency has of one title.</summary>
public readonly record struct HoldingsSet(string Record, AgencyId Owner);
