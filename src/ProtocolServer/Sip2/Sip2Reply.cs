using System.Collections.Immutable;
using System.Text;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>What an answer needs to know of its request and terminal besides the outcome.</summary>
sealed record Sip2Reply
{
    /// <summary>The table of the answer in the terminal's dialect.</summary>
    public required MessageSpec Response { get; init; }

    public required WireStyle Style { get; init; }

    public required Messages Messages { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>Set when the decision is made.</summary>
    public Facts Facts { get; init; } = null!;

    /// <summary>Echoed as they came.</summary>
    public required string Institution { get; init; }

    public required string Patron { get; init; }

    public required string Item { get; init; }

    /// <summary>The reader's choice at the terminal (ISO 639-1); null where it made none.</summary>
    public string? RequestedLanguage { get; init; }

    /// <summary>Of the wallet's pair, echoed.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The number whose outcome is asked for (WK).</summary>
    public string EarlierKey { get; init; } = "";

    /// <summary>First and last wanted entry of a list, from 1 (BP, BQ).</summary>
    public int First { get; init; }

    public int Last { get; init; }

    /// <summary>The list wanted, 0 to 9; null for none (summary).</summary>
    public int? List { get; init; }

    /// <summary>Characters per line of the terminal's printer; 0 where it has told none.</summary>
    public int PrintWidth { get; init; }

    public DateTimeOffset Now => Facts.Now;

    public LibraryFile Library => Facts.Library;

    public static Sip2Reply To(in Sip2Reader message, Sip2Session session, MessageSpec response) => new()
    {
        Response = session.Dialect.Table.Find(response.Code) ?? response,
        Style = session.Dialect.Table.Style,
        Messages = session.Messages,
        Dialect = session.Dialect,
        Institution = message.GetText(Fields.InstitutionId) is { Length: > 0 } sent ? sent : session.Agency.Id.Value,
        Patron = message.GetText(Fields.PatronId),
        Item = message.GetText(Fields.ItemId),
        RequestedLanguage = Languages.OfCode(message.GetNumber(Fields.Language)),
        First = Math.Max(1, message.GetNumber(Fields.StartItem) ?? 1),
        Last = message.GetNumber(Fields.EndItem) ?? int.MaxValue,
        List = message.Get(Fields.Summary).IndexOf((byte)'Y') is >= 0 and var list ? list : null,
        PrintWidth = session.PrintWidth,
        Operation = message.GetText(Fields.WalletOperation),
        EarlierKey = message.GetText(Fields.OriginalTransactionId),
    };

    /// <summary>The language of the texts: request, reader, library, English (G-5).</summary>
    public string LanguageFor(Outcome outcome) => Dialect.LanguageFor(Messages, Library, RequestedLanguage, outcome.ReaderLanguage);

    /// <summary>Why not (AF); otherwise what there is to tell (AF), on paper too (AG) where the terminal prints.</summary>
    public void PutTexts(ref Sip2Writer answer, Outcome outcome, params ReadOnlySpan<Notice> more)
    {
        var language = LanguageFor(outcome);
        if (outcome.Refusal is { } refusal) PutScreen(ref answer, Messages.Text(Library, language, refusal));
        foreach (var notice in outcome.Notices) PutNotice(ref answer, notice, language);
        foreach (var notice in more) PutNotice(ref answer, notice, language);
    }

    void PutNotice(ref Sip2Writer answer, Notice notice, string language) =>
        PutScreen(ref answer, Messages.Text(Library, language, notice));

    void PutScreen(ref Sip2Writer answer, string text)
    {
        foreach (var line in TextShape.Lines(text, Dialect.Profile.Screen.AsWideAsPrint ? PrintWidth : 0)) answer.Put(Fields.ScreenMessage, line);
    }

    /// <summary>Print lines, folded to the width of the terminal's printer.</summary>
    public void PutPrint(ref Sip2Writer answer, Outcome outcome, params ReadOnlySpan<Notice> notices)
    {
        foreach (var notice in notices)
            foreach (var line in TextShape.Lines(Messages.Text(Library, LanguageFor(outcome), notice), PrintWidth))
                answer.Put(Fields.PrintLine, line);
    }
}
