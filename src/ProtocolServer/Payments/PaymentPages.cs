using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Adapters.StandIns;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Payments;

/// <summary>
/// The page that a reader's phone opens from a code: what is paid, to whom, and the way to the gateway. Its address is the secret; it tells no name
/// and no card. Behind it, where they are on, the stand-in gateways with their cashier.
/// </summary>
static class PaymentPages
{
    const int MostBytes = 64 * 1024;

    public static void MapPaymentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{payment}", (RequestDelegate)ShowAsync);
        routes.MapGet("/stand-in/{gateway}/cashier/{order}", (RequestDelegate)CashierAsync);
        routes.MapPost("/stand-in/{gateway}/cashier/{order}", (RequestDelegate)PaidAsync);
        routes.Map("/stand-in/{gateway}/{**path}", (RequestDelegate)AnswerAsync);
    }

    static async Task ShowAsync(HttpContext http)
    {
        var parts = http.RequestServices;
        if (!Guid.TryParse((string?)http.GetRouteValue("payment"), out var id)
            || await parts.GetRequiredService<OnlinePayments>().ViewAsync(id, http.RequestAborted) is not { } view)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var agency = (await parts.GetRequiredService<AgencyDirectory>().OfAsync(view.Network, http.RequestAborted))[view.Agency];
        var messages = parts.GetRequiredService<Messages>();
        var language = messages.Choose(agency.Library, null, view.Language);
        string Text(string key, params object[] arguments) => Html(messages.Text(agency.Library, language, "page." + key, arguments));
        string then;
        if (view.State is OnlinePaymentState.Started && view.ExpiresAt > parts.GetRequiredService<TimeProvider>().GetUtcNow())
            try
            {
                var at = await parts.GetRequiredService<OnlineDesk>().OpenAsync(id, view, agency.Name, http.RequestAborted);
                then = $"<a class=\"pay\" href=\"{Html(at)}\">{Text("pay-now")}</a>";
            }
            catch (GatewayException)
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                then = Text("pay-away");
            }
        else then = Text(view.State is OnlinePaymentState.Paid ? "pay-done" : "pay-over");
        await WriteAsync(http, language, agency.Name, $"<h1>{Html(agency.Name)}</h1><p>{Text("pay-amount", view.Amount)}</p><p>{then}</p>");
    }

    static async Task CashierAsync(HttpContext http)
    {
        if (StandIn(http)?.Find(Order(http)) is not { } order)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var manners = string.Concat(Enum.GetNames<StandInManner>().Select(name => $"<option>{name}</option>"));
        var form = order.PaidAt is not null ? "<p>Paid.</p>"
            : $"<form method=\"post\"><p><label>Notification <select name=\"manner\">{manners}</select></label></p><p><button>Pay {order.Amount} {order.Amount.Currency}</button></p></form>";
        await WriteAsync(http, "en", "Stand-in gateway", $"<h1>Stand-in gateway</h1><p>{Html(order.Subject)}</p>{form}");
    }

    static async Task PaidAsync(HttpContext http)
    {
        var body = await http.Request.ReadAtMostAsync(MostBytes, http.RequestAborted) ?? [];
        var manner = Enum.TryParse<StandInManner>(Encoding.UTF8.GetString(body).Replace("manner=", "", StringComparison.Ordinal), out var chosen) ? chosen : StandInManner.Once;
        if (StandIn(http) is not { } gateway || !await gateway.PayAsync(Order(http), manner, http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await WriteAsync(http, "en", "Stand-in gateway", "<h1>Stand-in gateway</h1><p>Paid.</p>");
    }

    static async Task AnswerAsync(HttpContext http)
    {
        var body = await http.Request.ReadAtMostAsync(MostBytes, http.RequestAborted);
        if (StandIn(http) is not { } gateway || body is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var answer = gateway.Answer(new(http.Request.Method, http.Request.Path + http.Request.QueryString,
            name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, Encoding.UTF8.GetString(body)));
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    static StandInGateway? StandIn(HttpContext http) =>
        http.RequestServices.GetRequiredService<PaymentGateways>().StandIns.GetValueOrDefault((string?)http.GetRouteValue("gateway") ?? "");

    static string Order(HttpContext http) => (string?)http.GetRouteValue("order") ?? "";

    /// <summary>Every script as it is; only what means something in HTML is written otherwise.</summary>
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    static string Html(string text) => Encoder.Encode(text);

    static Task WriteAsync(HttpContext http, string language, string title, string body)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        return http.Response.WriteAsync($$"""
            <!DOCTYPE html>
            <html lang="{{language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{Html(title)}}</title>
            <style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem}.pay,button{display:inline-block;background:#14532d;color:#fff;font:inherit;padding:.8rem 1.6rem;border:0;border-radius:.5rem;text-decoration:none}</style>
            </head><body>{{body}}</body></html>
            """, http.RequestAborted);
    }
}
