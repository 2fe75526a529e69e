using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// A message may name a work by its ISBN (BibliographicItemId; ncip-field D): the catalogue's number takes its place, as if it had been written.
/// What no work of ours has stays as it is.
/// </summary>
static class TitleCompletion
{
    static readonly HashSet<string> Services = new(["RequestItem", "LookupItemSet"], StringComparer.Ordinal);

    public static async Task CompleteAsync(NcipRequest m, NcipParts parts, CancellationToken cancel)
    {
        if (!Services.Contains(m.Pair.Service)) return;
        var named = m.Body.All("BibliographicId").Select(static id => (Id: id, Isbn: IsbnOf(id))).Where(static one => one.Isbn is not null).Take(NcipLimits.Repetitions).ToArray();
        if (named.Length == 0) return;
        ImmutableArray<IsbnRecord> known = [];
        await parts.Library.ExecuteAsync(
            new FindTitles([.. named.Select(static one => one.Isbn!).Distinct(StringComparer.Ordinal)]), m.Context(key: null),
            (outcome, _) =>
            {
                known = outcome.Known;
                return ReadOnlyMemory<byte>.Empty;
            },
            cancel);
        foreach (var (id, isbn) in named)
        {
            if (known.FirstOrDefault(one => one.Isbn == isbn) is not { RecordNumber: { } record }) continue;
            id.Clear();
            id.Add(NcipIds.Record(NcipIds.Agency(m.Agency.Id), record));
        }
    }

    static string? IsbnOf(NcipElement id) =>
        id["BibliographicItemId"] is { } work && NcipRequest.Plain(work.TextAt("BibliographicItemIdentifierCode")) is "isbn" or "ean" or ""
        && Isbn.Plain(work.TextAt("BibliographicItemIdentifier")) is { Length: 10 or 13 } isbn ? isbn : null;
}
