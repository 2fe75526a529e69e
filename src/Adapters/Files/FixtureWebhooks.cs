using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Adapters.Files;

/// <summary>Systems that are told over HTTP what happens.</summary>
sealed partial class FixtureReading
{
    Webhook? Webhook(string network, Section s)
    {
        var (id, agency, url, credentials) = (s.Text("id", true), AgencyOf(s), s.Text("url", true), s.Text("credentials", true));
        var (others, subscriptions, hidden) = (s.Texts("agencies"), s.Texts("subscriptions", true), s.Texts("hidden"));
        var permissions = Flags<Permissions>(s, "permissions");
        foreach (var odd in others.Where(a => !agencies.ContainsKey(a.Value))) errors.Add(odd, $"there is no agency '{odd.Value}' in this network.");
        foreach (var odd in subscriptions.Where(name => !WebhookEvents.All.Contains(name.Value)))
            errors.Add(odd, $"'{odd.Value}' is nothing that can be told; {Section.OneOf(odd.Value, WebhookEvents.All)}");
        if (subscriptions.Any(name => name.Value == WebhookEvents.ReaderNotice) && !permissions.HasFlag(Permissions.StaffData))
            s.Wrong("permissions", $"must hold staff-data where {WebhookEvents.ReaderNotice} is subscribed to; who tells readers has to know whom.");
        if (url is null) return null;
        if (!Domain.Partners.Webhook.TryAddress(url, out var address))
        {
            s.Wrong("url", $"'{url}' is not an address; write https://sms.example.org/hook. Secrets stand under credentials.");
            return null;
        }
        return id is null || agency is null || credentials is null ? null : new()
        {
            Id = id, Network = new(network), Agency = agency.Id, Url = address, Credentials = credentials, Agencies = [.. others.Select(a => new AgencyId(a.Value))],
            Subscriptions = [.. subscriptions.Select(name => name.Value)], Hidden = [.. hidden.Select(name => name.Value)], Permissions = permissions,
        };
    }
}
