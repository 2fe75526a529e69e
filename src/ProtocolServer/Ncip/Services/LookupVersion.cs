using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// LookupVersion (ncip reference 2.3): who asks need not be known. Some send it inside an ordinary message, and are answered in kind.
/// </summary>
static class LookupVersion
{
    public static ReadOnlyMemory<byte> Answer(NcipMessage message)
    {
        var answer = new NcipElement("LookupVersionResponse")
        {
            Answers.End("FromAgencyId", message.Body["ToAgencyId"] ?? message.Header?["ToAgencyId"]),
            Answers.End("ToAgencyId", message.Body["FromAgencyId"] ?? message.Header?["FromAgencyId"]),
        };
        foreach (var version in NcipVersions.Newest) answer.Add(new NcipElement("VersionSupported", version.Text));
        // A word some look for (ncip-field C 35).
        if (!message.IsVersionMessage) answer.Add(new NcipElement("VersionSupported", "2.0"));
        foreach (var service in AllServices.ByName.Keys.Order(StringComparer.Ordinal)) answer.Add(new NcipElement("ServiceSupported", service));
        var style = message.IsVersionMessage
            ? message.Style with { HasNamespace = false, VersionText = NcipVersions.OfVersionMessage, Version = NcipVersion.V202 }
            : message.Style;
        return NcipWriter.Write(style, answer);
    }
}
