namespace ProtocolServer.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the database answers too; 503 sends the balancer elsewhere.</summary>
static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (RequestDelegate)(static http => AnswerAsync(http, isGood: true, """{"status":"live"}""")));
        routes.MapGet("/health/ready", (RequestDelegate)(static http =>
        {
            var isUp = http.RequestServices.GetRequiredService<DatabaseHealth>().IsUp;
            return AnswerAsync(http, isUp, isUp ? """{"status":"ready","database":"up"}""" : """{"status":"waiting","database":"down"}""");
        }));
    }

    static Task AnswerAsync(HttpContext http, bool isGood, string body)
    {
        http.Response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(body, http.RequestAborted);
    }
}
