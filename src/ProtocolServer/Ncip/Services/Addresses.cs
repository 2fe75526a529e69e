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

    public static NcipElement Electronic(string scheme, string data) => new("ElectronicAddress")
    {
        new NcipElement("ElectronicAddressType", scheme), new NcipElement("ElectronicAddressData", data),
    };
}
