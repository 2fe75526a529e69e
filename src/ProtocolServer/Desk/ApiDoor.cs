using System.Data.Common;
using System.Globalization;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;

namespace ProtocolServer.Desk;

/// <summary>
/// The door of the JSON API: who has no key stays out, who asks too fast is told to wait, and whatever goes wrong behind it is told as a problem
/// (RFC 9457).
/// </summary>
sealed class ApiDoor(ApiGate gate, Messages messages, DatabaseHealth database, TimeProvider time, ILogger<ApiDoor> log)
{
    const string Versioned = "/api/v1";

    readonly Allowances<string> allowances = new(time);

    public static bool Takes(HttpContext http) => http.Request.Path.StartsWithSegments(Versioned, StringComparison.Ordinal);

    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            if (await gate.AdmitAsync(http.Request, http.RequestAborted) is not { } key) await TellAsync(http, "key-unknown");
            else if (key.PerSecond is { } rate && allowances.Wait(key.Id, rate) is { } wait)
            {
                http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await TellAsync(http, "too-fast");
            }
            else
            {
                http.Features.Set(key);
                await next(http);
                // What the framework refuses by itself it says by its status alone.
                if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentLength: null or 0, ContentType: null }) await TellAsync(http, CodeOf(http.Response.StatusCode));
            }
        }
        catch (Exception away) when (away is LibrarySystemException or OutcomeUnknownException or DbException { IsTransient: true } or TimeoutException && !http.Response.HasStarted)
        {
            database.Doubt();
            http.Response.Headers.RetryAfter = "2";
            await TellAsync(http, "busy");
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !http.Response.HasStarted)
        {
            Log.ApiFault(log, fault, http.Request.Method, http.GetEndpoint()?.DisplayName);
            await TellAsync(http, "fault");
        }
    }

    static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "path-unknown",
        StatusCodes.Status405MethodNotAllowed => "method-unknown",
        >= 500 => "fault",
        _ => "request-unreadable",
    };

    Task TellAsync(HttpContext http, string code) => Problem(code).ExecuteAsync(http);

    public IResult Problem(string code)
    {
        var problem = ApiProblem.Of(code, messages);
        return Results.Json(problem, ApiJson.Told.ApiProblem, ApiProblem.ContentType, problem.Status);
    }
}

/// <summary>The key with which a request came through the door.</summary>
static class ApiKeyOfRequest
{
    public static ApiKey Key(this HttpContext http) =>
        http.Features.Get<ApiKey>() ?? throw new InvalidOperationException("Only what came through the door of the API has a key.");
}
