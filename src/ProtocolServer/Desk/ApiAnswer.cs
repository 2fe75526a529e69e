using System.Text.Json;
using System.Text.Json.Serialization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Desk;

/// <summary>What programs get. A refusal has its stable code and a text in the reader's language.</summary>
sealed record ApiAnswer
{
    public required bool Done { get; init; }

    /// <summary>Why not, such as wallet-insufficient.</summary>
    public string? Refusal { get; init; }

    /// <summary>For the reader.</summary>
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

    public static ApiAnswer Of(Outcome outcome, Messages messages, Facts facts)
    {
        var language = messages.Choose(facts.Library, null, outcome.ReaderLanguage);
        string[] texts = [.. outcome.Notices.Select(notice => messages.Text(facts.Library, language, notice))];
        return new()
        {
            Done = outcome.Accepted, Refusal = outcome.Refusal?.Code,
            Texts = outcome.Refusal is { } refusal ? [messages.Text(facts.Library, language, refusal), .. texts] : texts,
        };
    }
}

sealed record WalletAnswer(string Available, string Held, string? Headroom, string State, string Currency)
{
    public static WalletAnswer? Of(WalletFigures? figures) => figures is null ? null : new(
        figures.Available.ToString(), figures.Held.ToString(), figures.Headroom?.ToString(), figures.State.ToString(), figures.Available.Currency.Code);
}

sealed record PaidPart(long Charge, string Applied, string Left);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiAnswer))]
sealed partial class ApiJson : JsonSerializerContext;
