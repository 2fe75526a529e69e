using System.Text.Json;
using System.Text.Json.Serialization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>How the journal keeps what a cancel needs. Ids are plain uuids; states are words.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LoanIdJson), typeof(ReaderIdJson), typeof(ItemIdJson), typeof(HoldIdJson), typeof(TerminalIdJson)])]
[JsonSerializable(typeof(ItemAct))]
sealed partial class ActJson : JsonSerializerContext;

abstract class IdJson<T>(Func<Guid, T> wrap, Func<T, Guid> value) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => wrap(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WriteStringValue(value(id));
}

sealed class LoanIdJson() : IdJson<LoanId>(v => new(v), id => id.Value);

sealed class ReaderIdJson() : IdJson<ReaderId>(v => new(v), id => id.Value);

sealed class ItemIdJson() : IdJson<ItemId>(v => new(v), id => id.Value);

sealed class HoldIdJson() : IdJson<HoldId>(v => new(v), id => id.Value);

sealed class TerminalIdJson : JsonConverter<TerminalId>
{
    public override TerminalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TerminalId id, JsonSerializerOptions options) => writer.WriteStringValue(id.Value);
}
