using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>Postal and electronic addresses, of readers and agencies alike.</summary>
static class Addresses
{
    /// <summary>A postal address as lines.</summary>
    public static string Lines(NcipElement place)
    {
        if (place["UnstructuredAddress"] is { } whole) return whole.TextAt("UnstructuredAddressData").ReplaceLineEndings("\n");
        var parts = place["StructuredAddress"];
        if (parts is null) return "";
        string Part(string name) => parts.TextAt(name);
        string[] lines =
        [
            Part("CareOf") is { Length: > 0 } care ? "c/o " + care : "", Part("LocationWithinBuilding"), Part("HouseName"), Part("Street"),
            Part("PostOfficeBox"), Part("District"), Part("Line1"), Part("Line2"), $"{Part("PostalCode")} {Part("Locality")}".Trim(), Part("Region"), Part("Country"),
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    public static NcipElement Postal(string lines, string type = "Postal Address") => new("PhysicalAddress")
    {
        new NcipElement("UnstructuredAddress")
        {
            new NcipElement("UnstructuredAddressType", "Newline-Delimited Text"), new NcipElement("UnstructuredAddressData", lines),
        },
        new NcipElement("PhysicalAddressType", type),
    };

    static NcipElement Electronic(string scheme, string data) => new("ElectronicAddress")
    {
        new NcipElement("ElectronicAddressType", scheme), new NcipElement("ElectronicAddressData", data),
    };

    /// <summary>An address of any kind: <c>postal</c>, <c>street</c>, or the scheme of an electronic one.</summary>
    public static NcipElement Element(string kind, string data) =>
        kind is "postal" or "street" ? Postal(data, kind == "street" ? "Street Address" : "Postal Address") : Electronic(kind, data);

    /// <summary>Kind and data of the address in an element; null where it is of no known kind.</summary>
    public static (string Kind, string Data)? Read(NcipElement of)
    {
        if (of["PhysicalAddress"] is { } place)
            return (NcipRequest.Plain(place.TextAt("PhysicalAddressType")) == "streetaddress" ? "street" : "postal", Lines(place));
        var data = of.TextAt("ElectronicAddress", "ElectronicAddressData");
        var kind = NcipRequest.Plain(of.TextAt("ElectronicAddress", "ElectronicAddressType")) switch
        {
            "mailto" or "email" or "emailaddress" => "mailto",
            "tel" or "phone" or "telephone" => "tel",
            "sms" or "mobile" => "sms",
            "http" or "https" => "https",
            "fax" => "fax",
            _ => null,
        };
        return kind is null ? null : (kind, kind is "mailto" or "tel" or "sms" && data.StartsWith(kind + ":", StringComparison.OrdinalIgnoreCase) ? data[(kind.Length + 1)..] : data);
    }
}
