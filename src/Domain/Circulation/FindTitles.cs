using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>The catalogue's numbers of works that are asked for by ISBN (NCIP BibliographicItemId).</summary>
/// <param name="Isbns">As <see cref="Isbn.Plain"/> writes them.</param>
public sealed record FindTitles(ImmutableArray<string> Isbns) : Command<FindTitles.Result>
{
    public override Needs Needs => new() { Isbns = Isbns, Versions = false };

    public sealed record Result : Outcome
    {
        public ImmutableArray<IsbnRecord> Known { get; init; } = [];
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) => new(new() { Known = now.KnownIsbns }, []);
}

/// <summary>An ISBN and the catalogue's number of the work that has it.</summary>
public readonly record struct IsbnRecord(string Isbn, string RecordNumber);

public static class Isbn
{
    /// <summary>Letters and digits alone: hyphens and blanks don't count.</summary>
    public static string Plain(string isbn) => string.Concat(isbn.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
