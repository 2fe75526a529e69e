using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>
/// Something to tell a reader, asked for by another system (NCIP SendUserNotice): kept until its day, for those who tell readers by the
/// ways they can be reached.
/// </summary>
/// <param name="Kind">What it is about, in the sender's words.</param>
/// <param name="Text">What she is told.</param>
/// <param name="Barcode">A copy it is about, which must be known; on loan to her where <paramref name="IsOfLoan"/>.</param>
public sealed record NotifyReader(CardNumber Card, string Kind, string Text, Barcode? Barcode, bool IsOfLoan, DateTimeOffset? At) : Command<NotifyReader.Result>
{
    /// <summary>Who was asked.</summary>
    public AgencyId? Agency { get; init; }

    public override Needs Needs => new() { Card = Card, Item = Barcode, NoticesOf = Agency };

    public sealed record Result : Outcome
    {
        public CardNumber Card { get; init; }

        /// <summary>When she will be told; null while nobody here tells readers.</summary>
        public DateTimeOffset? WillBeSentAt { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        if (Barcode is not null && now.Item is null) return Refuse(new("item-unknown"));
        if (IsOfLoan && now.Item?.Loan?.Reader != reader.Id) return Refuse(new("not-on-loan"));
        if (reader is { Email: null, Phone: null, Address: null }) return Refuse(new("reader-unreachable"));
        var at = At > facts.Now ? At.Value : facts.Now;
        return new(new() { Card = reader.Card.Number, WillBeSentAt = now.NoticesAreTaken ? at : null, ReaderLanguage = reader.Language }, [new ReaderNoticeKept(new(facts.Ids.Next(), reader.Id, Kind, Text, Barcode, at))]);
    }

    static Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>Something to tell a reader, not before its day.</summary>
public sealed record ReaderNotice(Guid Id, ReaderId Reader, string Kind, string Text, Barcode? Barcode, DateTimeOffset DueAt);

public sealed record ReaderNoticeKept(ReaderNotice Notice) : DomainEvent;
