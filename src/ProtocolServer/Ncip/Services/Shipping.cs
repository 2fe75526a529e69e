using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>ShippingInformation: where something is to be sent, and how (ncip reference 9.4).</summary>
static class Shipping
{
    /// <summary>Where the message wants something sent; a problem where nothing is sent to such an address.</summary>
    /// <param name="fields">What it stands in; null for the message itself.</param>
    public static ShippingAddress? Of(NcipRequest m, NcipElement? fields = null)
    {
        var body = fields ?? m.Body;
        var to = Read(body);
        if (to is not null || body["ShippingInformation"] is not { } said) return to;
        var (type, place) = (said.TextAt("ElectronicAddress", "ElectronicAddressType"), said["ElectronicAddress"] is null ? "PhysicalAddress" : "ElectronicAddressType");
        if (type.Length > 0 && Addresses.Read(said) is null) m.Note(new(m.Pair.ProblemTypes.Contains(Unsupported) ? Unsupported : ProblemTypes.Rule, place, type));
        else m.Note(new(ProblemTypes.NeededData, place));
        return null;
    }

    const string Unsupported = "Unsupported Shipping Address Type";

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
