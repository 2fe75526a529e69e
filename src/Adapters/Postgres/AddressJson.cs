using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Postgres;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ReaderAddress[]))]
[JsonSerializable(typeof(ShippingAddress))]
sealed partial class AddressWords : JsonSerializerContext;

/// <summary>How addresses are kept: those of a reader where they are not the usual three, and where a request is to be sent.</summary>
static class AddressJson
{
    /// <summary>Null where the columns say it all.</summary>
    public static string? Of(ImmutableArray<ReaderAddress> addresses, string? postal, string? mail, string? telephone) =>
        addresses.SequenceEqual(ReaderAddress.Usual(postal, mail, telephone)) ? null : JsonSerializer.Serialize([.. addresses], AddressWords.Default.ReaderAddressArray);

    public static ImmutableArray<ReaderAddress> Read(string? all, string? postal, string? mail, string? telephone) =>
        all is null ? ReaderAddress.Usual(postal, mail, telephone) : [.. JsonSerializer.Deserialize(all, AddressWords.Default.ReaderAddressArray)!];

    public static string? Of(ShippingAddress? address) => address is null ? null : JsonSerializer.Serialize(address, AddressWords.Default.ShippingAddress);

    public static ShippingAddress? Shipping(string? text) => text is null ? null : JsonSerializer.Deserialize(text, AddressWords.Default.ShippingAddress);
}
