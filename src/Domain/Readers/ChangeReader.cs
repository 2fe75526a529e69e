using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>
/// What is registered of a reader changes (NCIP UpdateUser, BJ-17): first what is deleted, then what is added, all of it or nothing. A datum
/// that is there must be deleted before another takes its place (ncip reference 6.6).
/// </summary>
public sealed record ChangeReader(CardNumber Card, ReaderDetails Deleted, ReaderDetails Added) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return new(ReaderResult.Of(now, facts), []);
        if (Refuses(reader, facts) is { } refusal) return new(ReaderResult.Of(now, facts) with { Refusal = refusal }, []);
        // Elsewhere a privilege makes a member of her, of whatever category she is at home.
        var (changed, failed) = (IsOwn(reader, facts) ? this : this with { Added = Added with { Category = null, Level = null } }).Change(reader);
        if (changed is null) return new(ReaderResult.Of(now, facts) with { Refusal = failed }, []);
        if (!facts.Library.Categories.Contains(changed.Category)) return Refuse(now, facts, new("category-unknown", changed.Category));
        if (changed.Level is { } level && !facts.Library.Levels.Contains(level)) return Refuse(now, facts, new("level-unknown", level));
        if (changed.BirthDate > facts.Today) return Refuse(now, facts, new("birth-date-future"));
        var after = ReaderResult.Of(now with { Reader = changed }, facts) with { Refusal = null };
        return new(after, Same(changed, reader) ? [] : [new ReaderChanged(changed)]);
    }

    static Decision<ReaderResult> Refuse(Snapshot now, Facts facts, Refusal refusal) => new(ReaderResult.Of(now, facts) with { Refusal = refusal }, []);

    /// <summary>Memberships are each agency's own to give; everything else is changed where the card was issued or at home (BJ-15).</summary>
    Refusal? Refuses(Reader reader, Facts facts)
    {
        if (PinGate.Refuses(facts.Pin) is { } pin) return pin;
        if (!facts.Caller.Permissions.HasFlag(Permissions.Enrol))
            // Who proves the old PIN may set a new one, and nothing else (BJ-6).
            return facts.Pin is PinCheck.Right && (Deleted with { PinHash = null, PinMustChange = false }).IsEmpty && (Added with { PinHash = null, PinMustChange = false }).IsEmpty
                ? null : new("not-permitted");
        var onlyMemberships = (Deleted with { Memberships = [], Category = null, Level = null }).IsEmpty
            && (Added with { Memberships = [], Category = null, Level = null }).IsEmpty
            && Deleted.Memberships.Concat(Added.Memberships).All(agency => agency == facts.Agency.Id);
        return IsOwn(reader, facts) || onlyMemberships ? null : new("wrong-agency");
    }

    static bool IsOwn(Reader reader, Facts facts) => reader.Card.IssuedBy == facts.Agency.Id || reader.Home == facts.Agency.Id;

    /// <summary>The changed reader, or the first datum that can't be deleted or added.</summary>
    (Reader? Changed, Refusal? Refusal) Change(Reader reader)
    {
        var failed = default(Refusal);
        string? Text(ReaderDatum datum, string? current, string? deleted, string? added)
        {
            if (deleted is not null)
            {
                if (current is null || deleted.Length > 0 && deleted != current) failed ??= new("datum-absent", datum);
                current = null;
            }
            if (added is null) return current;
            if (current is not null && current != added) failed ??= new("datum-present", datum);
            return added;
        }
        T? Value<T>(ReaderDatum datum, T? current, T? deleted, T? added) where T : struct
        {
            if (deleted is not null)
            {
                if (!deleted.Equals(current)) failed ??= new("datum-absent", datum);
                current = null;
            }
            if (added is null) return current;
            if (current is not null && !current.Equals(added)) failed ??= new("datum-present", datum);
            return added;
        }

        var card = reader.Card with
        {
            // The last day is moved, whatever it was: there is always one or none.
            ValidUntil = Added.ValidUntil ?? (Deleted.ValidUntil is null ? reader.Card.ValidUntil : Value(ReaderDatum.ValidUntil, reader.Card.ValidUntil, Deleted.ValidUntil, null)),
        };
        var changed = reader with
        {
            Card = card,
            Name = Text(ReaderDatum.Name, reader.Name, Deleted.Name, Added.Name) ?? "",
            BirthDate = Value(ReaderDatum.BirthDate, reader.BirthDate, Deleted.BirthDate, Added.BirthDate),
            Language = Text(ReaderDatum.Language, reader.Language, Deleted.Language, Added.Language),
            Addresses = reader.Addresses.Change(Deleted.Addresses, Added.Addresses, ref failed),
            Category = Added.Category ?? reader.Category,
            Level = Added.Level ?? reader.Level,
            PinHash = Added.PinHash ?? reader.PinHash,
            PinMustChange = Added.PinHash is null && reader.PinMustChange,
            Memberships = Members(reader, ref failed),
        };
        if (changed.Name.Length == 0) failed ??= new("datum-absent", ReaderDatum.Name);
        return failed is null ? (changed, null) : (null, failed);
    }

    ImmutableArray<Membership> Members(Reader reader, ref Refusal? failed)
    {
        var members = reader.Memberships;
        foreach (var agency in Deleted.Memberships)
        {
            if (members.FirstOrDefault(member => member.Agency == agency && member.State is not MembershipState.Ended) is not { } held) failed ??= new("datum-absent", ReaderDatum.Membership);
            // A privilege that is deleted and added is one that changes.
            else if (!Added.Memberships.Contains(agency)) members = members.Replace(held, held with { State = MembershipState.Ended });
        }
        foreach (var agency in Added.Memberships)
            members = members.FirstOrDefault(member => member.Agency == agency) is { } known
                ? members.Replace(known, known with { State = MembershipState.Active })
                : members.Add(new(agency, MembershipState.Active));
        return members;
    }

    static bool Same(Reader one, Reader other) =>
        one.Memberships.SequenceEqual(other.Memberships) && one.Addresses.SequenceEqual(other.Addresses)
        && one with { Memberships = other.Memberships, Addresses = other.Addresses } == other;
}

/// <summary>The reader as she is registered from now on.</summary>
public sealed record ReaderChanged(Reader Reader) : DomainEvent;
