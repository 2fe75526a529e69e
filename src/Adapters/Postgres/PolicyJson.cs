using System.Text.Json.Serialization;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>How a partner's policy for interlibrary loans is kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InterlibraryPolicy))]
sealed partial class PolicyJson : JsonSerializerContext;
