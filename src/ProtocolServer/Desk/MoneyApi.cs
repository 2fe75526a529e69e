using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Desk;

/// <summary>
/// The way of every request: key → command → exactly once → answer. <c>Idempotency-Key</c> makes it repeatable for ever; a repetition gets the
/// first answer again, byte for byte, and says so.
/// </summary>
sealed class MoneyApi(ApiDoor door, ILibrarySystem library, AgencyDirectory agencies, Messages messages)
{
    const int LongestKey = 64;

    /// <param name="said">The request as it was understood: what the key stands for.</param>
    /// <param name="bind">Makes the command in the agency's currency.</param>
    public async Task<IResult> DoAsync<TOutcome>(
        HttpContext http, object said, Func<ApiCall, Command<TOutcome>> bind, Func<ApiAnswer, TOutcome, ApiAnswer> render, string? pin = null) where TOutcome : Outcome
    {
        var number = http.Request.Headers["Idempotency-Key"].ToString();
        if (!IsNumber(number)) return door.Problem("key-missing");
        var call = await CallAsync(http, number.Length > 0 ? number : null);
        var command = bind(call);
        if (command.MovesMoney && number.Length == 0) return door.Problem("key-missing");
        var context = Context(call) with { Pin = pin, Key = number.Length == 0 ? null : KeyOf(call.Key, number, Fingerprint(http, said)) };
        var written = ReadOnlyMemory<byte>.Empty;
        var answer = await library.ExecuteAsync(command, context, (outcome, facts) => written = ApiJson.Bytes(outcome, facts, messages, render), http.RequestAborted);
        if (!answer.Equals(written)) http.Response.Headers["Idempotency-Replayed"] = "true";
        return new ToldBefore(answer);
    }

    /// <summary>What an earlier request under a key of this program came to; it only looks.</summary>
    public async Task<IResult> OutcomeAsync(HttpContext http, string number)
    {
        var call = await CallAsync(http, null);
        var answer = ReadOnlyMemory<byte>.Empty;
        await library.ExecuteAsync(new AskOutcome(KeyOf(call.Key, number, [])), Context(call), (outcome, _) => answer = outcome.Answer, http.RequestAborted);
        return answer.IsEmpty
            ? door.Problem("outcome-unknown")
            : Results.Json(new EarlierOutcome(number, ApiJson.StatusOf(answer.Span), JsonDocument.Parse(answer).RootElement));
    }

    /// <summary>The agency for which a program asks.</summary>
    public async Task<ApiCall> CallAsync(HttpContext http, string? number) =>
        new((await agencies.OfAsync(http.Key().Network, http.RequestAborted))[http.Key().Agency], number, http.Key());

    static bool IsNumber(string text) => text.Length <= LongestKey && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    static CommandContext Context(ApiCall call) => new()
    {
        Network = call.Key.Network, Agency = call.Key.Agency, Caller = new(new($"api/{call.Key.Id}"), call.Key.Permissions), Location = call.Key.Location,
    };

    static CommandKey KeyOf(ApiKey key, string number, byte[] fingerprint) => new($"api/{key.Id}", SHA256.HashData(Encoding.UTF8.GetBytes(number)), fingerprint);

    static byte[] Fingerprint(HttpContext http, object said) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{http.Request.Path}\n{JsonSerializer.Serialize(said, said.GetType())}"));

    /// <summary>Bytes as they were told the first time, with the status they had then.</summary>
    sealed class ToldBefore(ReadOnlyMemory<byte> told) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = ApiJson.StatusOf(told.Span);
            httpContext.Response.ContentType = httpContext.Response.StatusCode == StatusCodes.Status200OK ? "application/json" : ApiProblem.ContentType;
            httpContext.Response.ContentLength = told.Length;
            return httpContext.Response.Body.WriteAsync(told, httpContext.RequestAborted).AsTask();
        }
    }
}

/// <summary>For whom a request is made.</summary>
/// <param name="Number">Idempotency-Key; null for a question.</param>
sealed record ApiCall(Agency Agency, string? Number, ApiKey Key)
{
    public string CurrencyOr(string? given) => given ?? Agency.Library.Currency.Code;
}

/// <param name="Status">With which it was answered.</param>
/// <param name="Answer">As it was told.</param>
sealed record EarlierOutcome(string Key, int Status, JsonElement Answer);
