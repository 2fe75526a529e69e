using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>ShippingInformation: where something is to be sent, and how (ncip reference 9.4).</summary>
static class Shipping
{
    /// <param name="body">What ShippingInformation stands in.</param>
    /// <returns>Null where it says nothing of a place.</returns>
    public static ShippingAddress? Read(NcipElement? body)
    {
        if (body?["ShippingInformation"] is not { } said || Addresses.Read(said) is not var (kind, data) || data.Length == 0) return null;
        return new(kind, data, Text(said, "ShippingInstructions"), Text(said, "ShippingNote"));
    }

    public static NcipElement? Of(ShippingAddress? to) => to is null ? null : new("ShippingInformation")
    {
        NcipElement.Of("ShippingInstructions", to.Instructions), NcipElement.Of("ShippingNote", to.Note), Addresses.Element(to.Kind, to.Data),
    };

    static string? Text(NcipElement said, string name) => said.TextAt(name) is { Length: > 0 } text ? text : null;
}
