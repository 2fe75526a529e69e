using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;

namespace ProtocolServer.Desk;

/// <summary>
/// The way of every request: key → command → exactly once → answer. <c>Idempotency-Key</c> makes it repeatable for ever; a repetition gets the
/// first answer again, byte for byte, and says so.
/// </summary>
sealed class MoneyApi(ApiGate gate, ILibrarySystem library, AgencyDirectory agencies, Messages messages, DatabaseHealth database)
{
    const int LongestKey = 64;

    /// <param name="said">The request as it was understood: what the key stands for.</param>
    /// <param name="bind">Makes the command in the agency's currency.</param>
    public async Task<IResult> DoAsync<TOutcome>(
        HttpContext http, object said, Func<ApiCall, Command<TOutcome>> bind, Func<ApiAnswer, TOutcome, ApiAnswer> render, string? pin = null) where TOutcome : Outcome
    {
        if (await gate.AdmitAsync(http.Request, http.RequestAborted) is not { } key)
            return Results.Json(Simple("key-unknown"), ApiJson.Default.ApiAnswer, statusCode: StatusCodes.Status401Unauthorized);
        var number = http.Request.Headers["Idempotency-Key"].ToString();
        if (number.Length > LongestKey || number.AsSpan().ContainsAnyExceptInRange('!', '~')) return Bad("key-missing");
        var agency = (await agencies.OfAsync(key.Network, http.RequestAborted))[key.Agency];
        var command = bind(new(agency, number.Length > 0 ? number : null, key));
        if (command.MovesMoney && number.Length == 0) return Bad("key-missing");
        var context = new CommandContext
        {
            Network = key.Network, Agency = key.Agency, Caller = new(new($"api/{key.Id}"), key.Permissions), Location = key.Location, Pin = pin,
            Key = number.Length == 0 ? null : new($"api/{key.Id}", SHA256.HashData(Encoding.UTF8.GetBytes(number)), Fingerprint(http, said)),
        };
        return await AnswerAsync(http, command, context, render);
    }

    async Task<IResult> AnswerAsync<TOutcome>(HttpContext http, Command<TOutcome> command, CommandContext context, Func<ApiAnswer, TOutcome, ApiAnswer> render)
        where TOutcome : Outcome
    {
        var written = ReadOnlyMemory<byte>.Empty;
        try
        {
            var answer = await library.ExecuteAsync(command, context, (outcome, facts) =>
                written = JsonSerializer.SerializeToUtf8Bytes(render(ApiAnswer.Of(outcome, messages, facts), outcome), ApiJson.Default.ApiAnswer), http.RequestAborted);
            if (!answer.Equals(written)) http.Response.Headers["Idempotency-Replayed"] = "true";
            return Results.Bytes(answer, "application/json");
        }
        catch (Exception away) when (away is LibrarySystemException or OutcomeUnknownException)
        {
            database.Doubt();
            // Nothing is known to have happened: the same key asks again.
            http.Response.Headers.RetryAfter = "2";
            return Results.Json(Simple("busy"), ApiJson.Default.ApiAnswer, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    static byte[] Fingerprint(HttpContext http, object said) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{http.Request.Path}\n{JsonSerializer.Serialize(said, said.GetType())}"));

    IResult Bad(string code) => Results.Json(Simple(code), ApiJson.Default.ApiAnswer, statusCode: StatusCodes.Status400BadRequest);

    ApiAnswer Simple(string code) => new() { Done = false, Refusal = code, Texts = [messages.Text(null, Messages.LastResort, new Refusal(code))] };
}

/// <summary>For whom a request is made.</summary>
/// <param name="Number">Idempotency-Key; null for a question.</param>
sealed record ApiCall(Agency Agency, string? Number, ApiKey Key)
{
    public string CurrencyOr(string? given) => given ?? Agency.Library.Currency.Code;
}
