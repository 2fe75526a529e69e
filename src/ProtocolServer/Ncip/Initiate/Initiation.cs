using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>A message we begin: without header as it is kept, with header and in the partner's version as it goes out.</summary>
static class Initiation
{
    /// <summary>As it is kept in the outbox: secrets and version are the partner's at the time of sending.</summary>
    public static ReadOnlyMemory<byte> Kept(NcipElement content) => NcipWriter.Write(NcipStyle.Standard, content);

    /// <summary>The content of a kept message; null where it can't be read.</summary>
    public static NcipElement? Read(ReadOnlyMemory<byte> kept) => NcipReader.Read(kept).Message?.Body;

    /// <summary>The document that goes to the partner.</summary>
    public static ReadOnlyMemory<byte> Document(NcipElement content, AgencyId from, Partner partner, string? secret)
    {
        var message = new NcipElement(content.Name) { Header(from, partner.Id, secret) };
        message.Add(partner.Habits.HasFlag(PartnerHabits.UtcDates) ? content.Children.Select(InUtc) : content.Children);
        var style = NcipStyle.Of(NcipVersions.TryParse(partner.Version, out var version) ? version : NcipVersion.V202).For(partner.Habits);
        return NcipWriter.Write(style, message);
    }

    /// <summary>Dates as kept have the library's offset.</summary>
    static NcipElement InUtc(NcipElement element)
    {
        if (!element.HasChildren)
            return element.Name.Contains("Date", StringComparison.Ordinal) && NcipDate.TryRead(element.Text, TimeZoneInfo.Utc, isEnd: false, out var instant)
                ? new(element.Name, NcipDate.WriteUtc(instant), element.Scheme) : element;
        var changed = new NcipElement(element.Name, "", element.Scheme);
        changed.Add(element.Children.Select(InUtc));
        return changed;
    }

    public static NcipElement Header(AgencyId from, AgencyId to, string? secret) => new("InitiationHeader")
    {
        new NcipElement("FromAgencyId") { NcipIds.Agency(from) },
        NcipElement.Of("FromAgencyAuthentication", secret),
        new NcipElement("ToAgencyId") { NcipIds.Agency(to) },
    };
}

/// <summary>Where an NCIP message goes, as the outbox keeps it: our agency and the partner it speaks with.</summary>
readonly record struct NcipDestination(AgencyId From, AgencyId To)
{
    public override string ToString() => $"{From} > {To}";

    public static NcipDestination Parse(string kept)
    {
        var at = kept.IndexOf(" > ", StringComparison.Ordinal);
        return at < 0 ? new(new(""), new(kept)) : new(new(kept[..at]), new(kept[(at + 3)..]));
    }
}
