using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>How a partner wants to be written to, whoever begins.</summary>
static class PartnerStyle
{
    extension(NcipStyle style)
    {
        public NcipStyle For(PartnerHabits habits) => style with
        {
            PlainValues = habits.HasFlag(PartnerHabits.PlainValues), Prefix = habits.HasFlag(PartnerHabits.ReadsPrefix) ? "ns1" : style.Prefix,
            HasNamespace = style.HasNamespace && !habits.HasFlag(PartnerHabits.NoNamespace), HasDoctype = habits.HasFlag(PartnerHabits.ReadsDoctype),
            IsSearched = habits.HasFlag(PartnerHabits.SearchesText),
        };
    }
}
