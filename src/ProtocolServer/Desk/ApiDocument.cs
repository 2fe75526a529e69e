using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ProtocolServer.Desk;

/// <summary>The API's own description (<c>/api/openapi.json</c>): every address with its key, its examples and the problems it can answer with.</summary>
static class ApiDocument
{
    const string Bearer = "bearer";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            // A misspelt member is told, not passed over: it might have said which fee is meant.
            json.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.Encoder = ApiJson.Told.Options.Encoder;
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddOpenApi(static document =>
        {
            document.AddDocumentTransformer(static (all, _, _) =>
            {
                all.Info = new() { Title = "ProtocolServer, money", Version = "1", Description = $"Amounts are decimal texts. Who repeats a request under its Idempotency-Key gets the first answer again. Refusals are problems (RFC 9457); {ApiProblems.Page} lists their codes." };
                all.Components ??= new();
                all.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
                {
                    [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "A key of protocolserver api-key add." },
                };
                return Task.CompletedTask;
            });
            document.AddOperationTransformer(DescribeAsync);
            // What is nothing is left out of an answer.
            document.AddSchemaTransformer(static (schema, _, _) =>
            {
                foreach (var (name, of) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
                    if (of.Type?.HasFlag(JsonSchemaType.Null) is true || of is { Type: null, OneOf.Count: > 0 }) schema.Required?.Remove(name);
                return Task.CompletedTask;
            });
        });
    }

    static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) is not true) return;
        operation.Security = [new() { [new(Bearer, context.Document)] = [] }];
        var isAct = context.Description.HttpMethod == HttpMethods.Post;
        if (isAct)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key", In = ParameterLocation.Header, Required = true, Example = "job-17", Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 64 },
                Description = "The program's own number of the act, for ever.",
            });
        }
        var example = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiExample>().FirstOrDefault();
        if (example?.Request is { } request && operation.RequestBody?.Content is { } body)
            foreach (var media in body.Values) media.Example = JsonNode.Parse(request);
        if (example is not null && operation.Responses?["200"].Content is { } told)
            foreach (var media in told.Values) media.Example = JsonNode.Parse(example.Answer);
        var schema = await context.GetOrCreateSchemaAsync(typeof(ApiProblem), cancellationToken: cancel);
        context.Document?.AddComponent(nameof(ApiProblem), schema);
        foreach (var status in ApiProblems.Rows.Values.Select(row => row.Status).Distinct().Where(status => isAct || status is not 422))
            (operation.Responses ??= []).TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), Problem(status, context.Document));
    }

    /// <summary>All problems on one page, open to everybody: where their types lead.</summary>
    public static void MapProblems(this IEndpointRouteBuilder routes) => routes.MapGet(ApiProblems.Page, static () =>
            Results.Json(ApiProblems.Rows.OrderBy(row => row.Value.Status).ThenBy(row => row.Key, StringComparer.Ordinal).Select(row => new ProblemRow(row.Key, row.Value.Status, row.Value.Title, row.Value.Next))))
        .WithSummary("Every problem this API answers with, and what to do next").Produces<ProblemRow[]>();

    static OpenApiResponse Problem(int status, OpenApiDocument? document)
    {
        var codes = ApiProblems.Rows.Where(row => row.Value.Status == status).Select(row => row.Key).Order(StringComparer.Ordinal).ToArray();
        var response = new OpenApiResponse
        {
            Description = $"Not done: {string.Join(", ", codes)}.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [ApiProblem.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(ApiProblem), document), Example = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(ApiProblem.Of(codes[0], []), ApiJson.Told.ApiProblem)) },
            },
        };
        if (status is 429 or 503)
            response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            };
        return response;
    }
}

/// <param name="Next">What to do now.</param>
sealed record ProblemRow(string Code, int Status, string Title, string Next);
