using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupItemSet: all copies of titles, page by page. A title that is not known has its problem in its own place.</summary>
static class LookupItemSet
{
    /// <summary>Copies of one answer where the partner names no number, and the most it can name.</summary>
    const int Usual = 50, Most = 200;

    public static readonly NcipService Service = new CommandService<LookUpTitles.Result>("LookupItemSet", Bind, Render);

    static Command<LookUpTitles.Result> Bind(NcipRequest m)
    {
        var records = Records(m.Body);
        var sets = Sets(m);
        var barcodes = m.Body.All("ItemId").Select(id => id.TextAt("ItemIdentifierValue")).ToImmutableArray();
        if (records.Concat(barcodes).Any(id => id.Length == 0)) m.Note(new(ProblemTypes.NeededData, records.IsEmpty ? "ItemIdentifierValue" : "BibliographicRecordIdentifier"));
        if (records.IsEmpty && barcodes.IsEmpty && sets.IsEmpty) m.Note(new("Unknown Item", "HoldingsSetId", m.Body.TextAt("HoldingsSetId")));
        return new LookUpTitles(new(records.AddRange(sets.Select(static set => set.Record)), barcodes, Skip(m), Take(m)) { Sets = sets });
    }

    static ImmutableArray<string> Records(NcipElement body) => [.. body.All("BibliographicId").Select(Titles.RecordOf)];

    /// <summary>A holdings set is what one agency has of one title: record number, at sign, agency.</summary>
    static ImmutableArray<HoldingsSet> Sets(NcipRequest m)
    {
        var sets = ImmutableArray.CreateBuilder<HoldingsSet>();
        foreach (var id in m.Body.All("HoldingsSetId"))
        {
            var at = id.Text.LastIndexOf('@');
            if (at > 0 && at < id.Text.Length - 1) sets.Add(new(id.Text[..at], new(id.Text[(at + 1)..])));
            else m.Note(new("Unknown Item", "HoldingsSetId", id.Text));
        }
        return sets.ToImmutable();
    }

    static int Take(NcipRequest m)
    {
        if (m.Body["MaximumItemsCount"] is not { } most) return Usual;
        if (int.TryParse(most.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return Math.Min(count, Most);
        m.Note(new(ProblemTypes.Rule, "MaximumItemsCount", most.Text));
        return Usual;
    }

    static int Skip(NcipRequest m)
    {
        var token = m.Body.TextAt("NextItemToken");
        if (token.Length == 0) return 0;
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && int.TryParse(token.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && Token(m, skip) == token) return skip;
        m.Note(new(ProblemTypes.Rule, "NextItemToken", token));
        return 0;
    }

    /// <summary>Where to go on, good for this partner and this question only.</summary>
    static string Token(NcipRequest m, int skip)
    {
        var question = string.Join('|', m.Body.Children.Where(child => child.Name is "BibliographicId" or "ItemId" or "HoldingsSetId" or "MaximumItemsCount").Select(child => child.ToString()));
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{m.Partner.Id}|{m.Agency.Id}|{skip}|{question}"));
        return string.Create(CultureInfo.InvariantCulture, $"{skip}.{Base64Url.EncodeToString(digest.AsSpan(0, 9))}");
    }

    static void Render(NcipElement answer, LookUpTitles.Result o, NcipReply r)
    {
        var m = r.Request;
        foreach (var title in o.Copies.GroupBy(copy => copy.Title.Id)) answer.Add(Title([.. title], r));
        // Only the first page tells what is not there: later ones would tell it again.
        if (m.Body.TextAt("NextItemToken").Length == 0) answer.Add(Unknown(o, m));
        if (o.HasMore) answer.Add(new NcipElement("NextItemToken", Token(m, Skip(m) + o.Copies.Length)));
        if (!answer.Children.Any(child => child.Name == "BibInformation"))
            answer.Add(Answers.ElementOf(new("Unknown Item", "NextItemToken", m.Body.TextAt("NextItemToken"))));
    }

    static IEnumerable<NcipElement> Unknown(LookUpTitles.Result o, NcipRequest m)
    {
        var known = o.Known.AddRange(o.Copies.Select(static copy => new CopyKnown(copy.Title.RecordNumber, copy.Owner, copy.Barcode.Value)));
        foreach (var id in m.Body.All("BibliographicId"))
            if (!known.Any(one => one.Record == Titles.RecordOf(id)))
                yield return new("BibInformation") { id, Answers.ElementOf(new("Unknown Item", "BibliographicRecordIdentifier", Titles.RecordOf(id))) };
        foreach (var set in Sets(m))
            if (!known.Any(one => one.Record == set.Record && one.Owner == set.Owner))
                yield return new("BibInformation") { Answers.ElementOf(new("Unknown Item", "HoldingsSetId", $"{set.Record}@{set.Owner}")) };
        foreach (var id in m.Body.All("ItemId"))
            if (!known.Any(one => one.Barcode == id.TextAt("ItemIdentifierValue")))
                yield return new("BibInformation") { Answers.ElementOf(new("Unknown Item", "ItemIdentifierValue", id.TextAt("ItemIdentifierValue"))) };
    }

    static NcipElement Title(ImmutableArray<Item> copies, NcipReply r)
    {
        var title = copies[0].Title;
        return new("BibInformation")
        {
            Titles.Id(title.RecordNumber, r),
            r.Request.WantsItem("Bibliographic Description") ? Titles.Description(title, r) : null,
            NcipReply.Number("TitleHoldQueueLength", copies[0].Queue.Count(hold => hold.State is HoldState.Waiting)),
            copies.GroupBy(static copy => copy.Owner).Select(owned => new NcipElement("HoldingsSet")
            {
                title.RecordNumber.Length > 0 ? new NcipElement("HoldingsSetId", $"{title.RecordNumber}@{owned.Key}") : null,
                ItemFields.Location("Permanent Location", r.Facts.AgencyOf(owned.Key).Name),
                owned.First().Summary is { } summary ? new NcipElement("SummaryHoldingsInformation") { new NcipElement("UnstructuredHoldingsData", summary) } : null,
                ItemFields.Resource(title),
                owned.Select(copy => Copy(copy, r)),
            }),
        };
    }

    static NcipElement Copy(Item copy, NcipReply r) => new("ItemInformation")
    {
        r.ItemId(copy.Barcode),
        r.Date("DateDue", copy.Loan?.DueAt),
        r.Date("DateRecalled", copy.Loan?.RecalledAt),
        r.Date("HoldPickupDate", copy.CapturedFor?.ShelfUntil),
        ItemFields.Transaction(copy, r),
        ItemFields.Of(copy, r),
    };
}
