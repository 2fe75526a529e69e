using System.Collections.Frozen;

namespace ProtocolServer.Ncip.Wire;

/// <summary>Versions of the protocol, in the order of their age.</summary>
enum NcipVersion { V10, V101, V200, V201, V202 }

/// <summary>What the <c>version</c> attribute and its absence mean (ncip reference 2.1).</summary>
static class NcipVersions
{
    public const string Namespace = "http://www.niso.org/2008/ncip";

    /// <summary>The version attribute of LookupVersion's own document type.</summary>
    public const string OfVersionMessage = "http://www.niso.org/ncip/v1_0/imp1/xsd/ncip_version.xsd";

    static readonly FrozenDictionary<NcipVersion, string> Texts = new Dictionary<NcipVersion, string>
    {
        [NcipVersion.V10] = "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd",
        [NcipVersion.V101] = "http://www.niso.org/ncip/v1_01/imp1/dtd/ncip_v1_01.dtd",
        [NcipVersion.V200] = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd",
        [NcipVersion.V201] = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_01.xsd",
        [NcipVersion.V202] = "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, NcipVersion> Numbers = new Dictionary<string, NcipVersion>(StringComparer.Ordinal)
    {
        ["1.0"] = NcipVersion.V10, ["1.01"] = NcipVersion.V101, ["2.0"] = NcipVersion.V200, ["2.01"] = NcipVersion.V201, ["2.02"] = NcipVersion.V202,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    extension(NcipVersion version)
    {
        /// <summary>1.0 and 1.01: no namespace, schemes as elements, headers in every message.</summary>
        public bool IsFirst => version < NcipVersion.V200;

        /// <summary>What we write into <c>version</c> where the partner's own words are not known.</summary>
        public string Text => Texts[version];
    }

    /// <summary>All that is answered in, newest first.</summary>
    public static IEnumerable<NcipVersion> Newest => Texts.Keys.OrderDescending();

    /// <summary>A number such as <c>2.02</c>, as partner files say it.</summary>
    public static bool TryParse(string number, out NcipVersion version) => Numbers.TryGetValue(number, out version);

    /// <summary>
    /// The version of a message: by its namespace, then by the last version token of the attribute, then by the names of its elements.
    /// </summary>
    public static NcipVersion Classify(bool hasNamespace, string attribute, bool hasFirstNames)
    {
        var minor = Minor(attribute);
        if (hasNamespace) return minor is >= NcipVersion.V200 ? minor.Value : NcipVersion.V202;
        if (hasFirstNames) return minor is NcipVersion.V101 ? NcipVersion.V101 : NcipVersion.V10;
        return minor ?? NcipVersion.V202;
    }

    static NcipVersion? Minor(string attribute)
    {
        if (Numbers.TryGetValue(attribute.Trim(), out var number)) return number;
        (string Token, NcipVersion Version)[] tokens =
        [
            ("v2_02", NcipVersion.V202), ("v2_01", NcipVersion.V201), ("v2_0", NcipVersion.V200), ("v1_01", NcipVersion.V101), ("v1_0", NcipVersion.V10),
        ];
        var file = attribute[(attribute.LastIndexOf('/') + 1)..];
        foreach (var text in (string[])[file, attribute])
            foreach (var (token, version) in tokens)
                if (text.Contains(token, StringComparison.OrdinalIgnoreCase))
                    return version;
        return null;
    }
}
