using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Desk;

/// <summary>What programs get of an act that was done.</summary>
sealed record ApiAnswer
{
    /// <summary>For the reader, in her language.</summary>
    public string[] Texts { get; init; } = [];

    /// <summary>Our number of what was done.</summary>
    public string? Number { get; init; }

    public string? Amount { get; init; }

    public DateTimeOffset? HeldUntil { get; init; }

    public string? Receipt { get; init; }

    public WalletAnswer? Wallet { get; init; }

    /// <summary>What of a payment went to which fee.</summary>
    public PaidPart[]? Paid { get; init; }

    /// <summary>Page of an online payment, for the reader's phone.</summary>
    public string? PayAt { get; init; }

    public string? Counted { get; init; }

    public string? Expected { get; init; }

    public string? Difference { get; init; }

    public InterlibraryView? Interlibrary { get; init; }
}

/// <summary>Why an act was not done (RFC 9457).</summary>
/// <param name="Type">Leads to the page of all problems.</param>
/// <param name="Title">The same for each problem of the type.</param>
/// <param name="Status">The answer's HTTP status.</param>
/// <param name="Detail">What to do next.</param>
/// <param name="Code">The refusal, such as wallet-insufficient: for programs, and stable.</param>
/// <param name="Texts">For the reader, in her language.</param>
/// <param name="Wallet">The balance, where it helps.</param>
sealed record ApiProblem(string Type, string Title, int Status, string Detail, string Code, string[] Texts, WalletAnswer? Wallet = null)
{
    public const string ContentType = "application/problem+json";

    public static ApiProblem Of(string code, string[] texts, WalletAnswer? wallet = null)
    {
        var row = ApiProblems.Of(code);
        return new($"{ApiProblems.Page}#{code}", row.Title, row.Status, row.Next, code, texts, wallet);
    }

    public static ApiProblem Of(string code, Messages messages) => Of(code, messages.Has("refusal." + code) ? [messages.Text(null, Messages.LastResort, new Refusal(code))] : []);
}

sealed record WalletAnswer(string Available, string Held, string? Headroom, string State, string Currency)
{
    public static WalletAnswer? Of(WalletFigures? figures) => figures is null ? null : new(
        figures.Available.ToString(), figures.Held.ToString(), figures.Headroom?.ToString(), figures.State.ToString(), figures.Available.Currency.Code);
}

sealed record PaidPart(long Charge, string Applied, string Left);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiAnswer))]
[JsonSerializable(typeof(ApiProblem))]
sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Names and texts in their own script.</summary>
    public static ApiJson Told { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });

    /// <summary>The bytes that are told, and kept for a repetition: an answer, or the problem in its place.</summary>
    public static byte[] Bytes<TOutcome>(TOutcome outcome, Facts facts, Messages messages, Func<ApiAnswer, TOutcome, ApiAnswer> render) where TOutcome : Outcome
    {
        var language = messages.Choose(facts.Library, null, outcome.ReaderLanguage);
        string[] texts = [.. outcome.Notices.Select(notice => messages.Text(facts.Library, language, notice))];
        var answer = render(new() { Texts = texts }, outcome);
        return outcome.Refusal is { } refusal
            ? JsonSerializer.SerializeToUtf8Bytes(Desk.ApiProblem.Of(refusal.Code, [messages.Text(facts.Library, language, refusal), .. texts], answer.Wallet), Told.ApiProblem)
            : JsonSerializer.SerializeToUtf8Bytes(answer, Told.ApiAnswer);
    }

    /// <summary>With which status bytes were told: a problem says it itself.</summary>
    public static int StatusOf(ReadOnlySpan<byte> told)
    {
        if (!told.StartsWith("{\"type\":"u8)) return StatusCodes.Status200OK;
        var reader = new Utf8JsonReader(told);
        while (reader.Read())
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("status"u8) && reader.Read())
                return reader.GetInt32();
        return StatusCodes.Status200OK;
    }
}
