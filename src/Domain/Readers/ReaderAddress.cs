using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>A way to reach a reader. She has one of each kind for each role.</summary>
/// <param name="Role">What for, in NCIP's words: <c>Work</c>, <c>Notice</c>, <c>Bill To</c> …; empty for the usual one.</param>
/// <param name="Kind"><c>postal</c>, <c>street</c>, or the scheme of an electronic address: <c>mailto</c>, <c>tel</c>, <c>sms</c>, <c>https</c>.</param>
/// <param name="Data">Lines of a postal address end in line feeds.</param>
public sealed record ReaderAddress(string Role, string Kind, string Data)
{
    public const string Postal = "postal", Street = "street", Mail = "mailto", Telephone = "tel", ShortMessage = "sms";

    /// <summary>As many as a reader may have.</summary>
    public const int Most = 20;

    /// <summary>The first and the last day on which it holds, such as of a holiday address.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public bool IsPhysical => Kind is Postal or Street;

    public ReaderDatum Datum => IsPhysical ? ReaderDatum.Address : Kind == Mail ? ReaderDatum.Email : ReaderDatum.Phone;

    /// <summary>One of each at most, all for the usual purpose.</summary>
    public static ImmutableArray<ReaderAddress> Usual(string? postal, string? mail, string? telephone)
    {
        if (postal is null && mail is null && telephone is null) return [];
        var all = ImmutableArray.CreateBuilder<ReaderAddress>(3);
        if (postal is not null) all.Add(new("", Postal, postal));
        if (mail is not null) all.Add(new("", Mail, mail));
        if (telephone is not null) all.Add(new("", Telephone, telephone));
        return all.ToImmutable();
    }

    /// <summary>The same place: another address for it takes its place, none stands beside it.</summary>
    public bool IsInPlaceOf(ReaderAddress other) => Role == other.Role && Kind == other.Kind;
}

/// <summary>The addresses of one reader.</summary>
public static class ReaderAddresses
{
    extension(ImmutableArray<ReaderAddress> addresses)
    {
        /// <summary>The three that are shown where only one of each can be: for the usual purpose before any other, for always before for a time.</summary>
        public (string? Postal, string? Mail, string? Telephone) Shown =>
            (addresses.First(static one => one.IsPhysical), addresses.First(static one => one.Kind == ReaderAddress.Mail),
                addresses.First(static one => one.Kind is ReaderAddress.Telephone or ReaderAddress.ShortMessage));

        string? First(Func<ReaderAddress, bool> isKind)
        {
            ReaderAddress? best = null;
            foreach (var one in addresses)
                if (isKind(one) && (best is null || Rank(one) < Rank(best)))
                    best = one;
            return best?.Data;
        }

        /// <summary>First what is deleted, then what is added; what takes the place of another stands where that stood.</summary>
        public ImmutableArray<ReaderAddress> Change(ImmutableArray<ReaderAddress> deleted, ImmutableArray<ReaderAddress> added, ref Refusal? failed)
        {
            var all = addresses.ToBuilder();
            var freed = new List<(ReaderAddress Address, int At)>();
            foreach (var one in deleted)
            {
                var at = IndexOf(all, one);
                if (at < 0)
                {
                    failed ??= new("datum-absent", one.Datum);
                    continue;
                }
                freed.Add((all[at], at));
                all.RemoveAt(at);
            }
            foreach (var one in added)
            {
                if (all.Contains(one)) continue;
                if (all.Count == ReaderAddress.Most || all.Any(one.IsInPlaceOf))
                {
                    failed ??= new("datum-present", one.Datum);
                    continue;
                }
                var place = freed.FindIndex(gone => gone.Address.IsInPlaceOf(one));
                if (place < 0) all.Add(one);
                else all.Insert(Math.Min(freed[place].At, all.Count), one);
            }
            return all.ToImmutable();
        }
    }

    /// <summary>Without data whichever stands in the place; else the one with that data, in that place if it is there.</summary>
    static int IndexOf(ImmutableArray<ReaderAddress>.Builder all, ReaderAddress wanted)
    {
        var found = -1;
        for (var n = 0; n < all.Count; n++)
        {
            if (all[n].Kind != wanted.Kind || wanted.Data.Length > 0 && all[n].Data != wanted.Data) continue;
            if (all[n].Role == wanted.Role) return n;
            if (wanted.Data.Length > 0 && found < 0) found = n;
        }
        return found;
    }

    static int Rank(ReaderAddress one) => (one.Role.Length > 0 ? 1 : 0) + (one.From is null && one.Until is null ? 0 : 2);
}
