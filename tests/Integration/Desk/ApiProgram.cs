using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;

namespace ProtocolServer.Tests.Integration.Desk;

/// <summary>A program that speaks with the JSON API, and holds every answer against the API's own description.</summary>
sealed class ApiProgram(Func<string, Uri> address)
{
    static int number;
    ApiSchema? schema;

    public async Task<ApiSchema> SchemaAsync()
    {
        if (schema is not null) return schema;
        using var http = new HttpClient();
        return schema = new(JsonNode.Parse(await http.GetStringAsync(address("/api/openapi.json")))!);
    }

    /// <param name="body">Null: it is asked for (GET).</param>
    public async Task<(HttpResponseMessage Answer, JsonNode? Body)> SendAsync(string path, object? body, string key, string? idempotency = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address("/api/v1" + path));
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", idempotency ?? $"test-{Interlocked.Increment(ref number)}");
        }
        request.Headers.Authorization = new("Bearer", key);
        var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var said = text.Length == 0 ? null : JsonNode.Parse(text);
        var described = await SchemaAsync();
        described.Wrong(described.Operation(request.Method.Method, "/api/v1" + path), (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, said)
            .Should().BeEmpty("{0} {1} answered {2}", request.Method, path, text);
        return (answer, said);
    }

    public async Task<JsonNode> AskAsync(string path, object? body, string key, HttpStatusCode status = HttpStatusCode.OK, string? idempotency = null)
    {
        var (answer, said) = await SendAsync(path, body, key, idempotency);
        answer.StatusCode.Should().Be(status, "{0}", said?.ToJsonString());
        return said!;
    }
}
