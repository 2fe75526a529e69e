using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProtocolServer.Tests.Integration.Desk;

/// <summary>The API's own description, held against what it says: what of JSON Schema the document uses, and no more.</summary>
sealed class ApiSchema(JsonNode document)
{
    public JsonObject Paths => document["paths"]!.AsObject();

    /// <summary>The operation of a request, by the address it was sent to.</summary>
    public JsonNode Operation(string method, string path) => Paths.Where(entry => Fits(entry.Key, path)).OrderBy(entry => entry.Key.Count(letter => letter == '{'))
        .Select(entry => entry.Value![method.ToLowerInvariant()]).FirstOrDefault(found => found is not null) ?? throw new InvalidOperationException($"The document has no {method} {path}.");

    /// <summary>What is wrong with an answer of an operation; nothing where it is as described.</summary>
    public IEnumerable<string> Wrong(JsonNode operation, int status, string? contentType, JsonNode? body)
    {
        if (operation["responses"]?[$"{status}"] is not { } response) return [$"status {status} is not described"];
        if (response["content"]?[contentType ?? ""] is not { } media) return [$"{contentType} is not described for {status}"];
        return Wrong(media["schema"]!, body, "$");
    }

    public IEnumerable<string> Wrong(JsonNode schema, JsonNode? value, string at)
    {
        if (schema["$ref"]?.GetValue<string>() is { } name) return Wrong(document["components"]!["schemas"]![name.Split('/')[^1]]!, value, at);
        if (schema["oneOf"] is JsonArray any) return any.Any(one => !Wrong(one!, value, at).Any()) ? [] : [$"{at} is none of its kinds"];
        var types = schema["type"] switch { JsonArray several => [.. several.Select(type => type!.GetValue<string>())], JsonValue one => [one.GetValue<string>()], _ => Array.Empty<string>() };
        if (types.Length > 0 && !types.Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && types.Contains("number"))) return [$"{at} is {TypeOf(value)}, not {string.Join(" or ", types)}"];
        return value switch
        {
            JsonArray items when schema["items"] is { } of => items.SelectMany((item, n) => Wrong(of, item, $"{at}[{n}]")),
            JsonObject members => Members(schema, members, at),
            _ => [],
        };
    }

    IEnumerable<string> Members(JsonNode schema, JsonObject members, string at)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
            if (!members.ContainsKey(name!.GetValue<string>())) yield return $"{at}.{name} is missing";
        foreach (var (name, value) in members)
            if (schema["properties"]?[name] is { } of)
                foreach (var wrong in Wrong(of, value, $"{at}.{name}")) yield return wrong;
            else if (schema["properties"] is not null) yield return $"{at}.{name} is not described";
    }

    static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };

    static bool Fits(string template, string path)
    {
        var (parts, words) = (template.Split('/'), path.Split('?')[0].Split('/'));
        return parts.Length == words.Length && parts.Zip(words).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
