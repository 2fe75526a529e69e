using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Domain.Readers;

/// <summary>
/// A new reader with her first card, made by another system (NCIP CreateUser). One person has one card in a network (BJ-14): name and date
/// of birth tell.
/// </summary>
/// <param name="Card">The number the card has already; null: the library's rule makes one.</param>
public sealed record EnrolReader(CardNumber? Card, ReaderDetails Details) : Command<EnrolReader.Result>
{
    /// <summary>Of a reader of whom nothing is said; the library's first where absent.</summary>
    public string? UsualCategory { get; init; }

    /// <summary>She is enrolled with a block, for this reason.</summary>
    public string? Block { get; init; }

    public override Needs Needs => new()
    {
        Card = Card, Person = Details is { Name: { } name, BirthDate: { } born } ? new(name, born) : null,
    };

    public sealed record Result : Outcome
    {
        public CardNumber Card { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Enrol)) return Refuse(new("not-permitted"));
        if (now.Reader is not null) return Refuse(new("card-exists"));
        if (now.SamePerson) return Refuse(new("person-exists"));
        var library = facts.Library;
        var category = Details.Category ?? UsualCategory ?? library.Categories.FirstOrDefault();
        if (category is null || !library.Categories.Contains(category)) return Refuse(new("category-unknown", category ?? ""));
        var level = Details.Level ?? library.Levels.FirstOrDefault();
        if (level is not null && !library.Levels.Contains(level)) return Refuse(new("level-unknown", level));
        if (Details.ValidUntil < facts.Today) return Refuse(new("validity-past"));
        if (Details.BirthDate > facts.Today) return Refuse(new("birth-date-future"));
        var card = new Card
        {
            Number = Card ?? CardNumbers.Next(library.Cards, facts.Ids), IssuedBy = facts.Agency.Id, State = CardState.Active,
            ValidUntil = Details.ValidUntil ?? (library.Cards.ValidMonths is { } months ? facts.Today.AddMonths(months) : null),
        };
        var reader = new Reader
        {
            Id = new(facts.Ids.Next()), Card = card, Home = facts.Agency.Id, Category = category, Level = level, Name = Details.Name!,
            Language = Details.Language, BirthDate = Details.BirthDate, Addresses = Details.Addresses,
            PinHash = Details.PinHash, PinMustChange = Details.PinMustChange,
            Memberships = [.. Details.Memberships.Prepend(facts.Agency.Id).Distinct().Select(agency => new Membership(agency, MembershipState.Active))],
        };
        ImmutableArray<DomainEvent> events = [new ReaderEnrolled(reader)];
        if (Block is not null) events = events.Add(new CardBlocked(reader.Id, card.Number, new(facts.Caller.Terminal, facts.Now, Block, CardRetained: false)));
        return new(new() { Card = card.Number }, events);
    }

    static Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>A reader, her card and her memberships are new.</summary>
public sealed record ReaderEnrolled(Reader Reader) : DomainEvent;

static class CardNumbers
{
    /// <summary>
    /// A number by the library's rule: its prefix and digits that nobody can count on from the last one. That a number is taken shows when it
    /// is written, and then another is made.
    /// </summary>
    public static CardNumber Next(CardRule rule, IIdSource ids)
    {
        Span<byte> id = stackalloc byte[16];
        ids.Next().TryWriteBytes(id);
        // All sixteen bytes: which of them differ is the id source's own affair.
        var mixed = 14_695_981_039_346_656_037UL;
        foreach (var one in id) mixed = (mixed ^ one) * 1_099_511_628_211UL;
        var most = 1UL;
        for (var digit = 0; digit < rule.Digits; digit++) most *= 10;
        return new(rule.Prefix + (mixed % most).ToString("D" + rule.Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }
}
