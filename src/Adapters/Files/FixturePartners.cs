using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Adapters.Files;

/// <summary>How a partner is called, and what is agreed with it.</summary>
sealed partial class FixtureReading
{
    static readonly string[] Schemes = ["http", "https", "tcp", "tls"];

    FixtureCalls? Calls(Section s)
    {
        var (reach, credentials, subscriptions) = (s.Text("reach"), s.Text("credentials"), s.Texts("subscriptions"));
        foreach (var odd in subscriptions.Where(name => !Notifications.All.Contains(name.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a notification; {Section.OneOf(odd.Value, Notifications.All)}");
        if (reach is null)
        {
            if (credentials is not null || subscriptions.Count > 0) s.Wrong("reach", "is missing; a partner is told something only where it can be reached, such as https://ill.example.org/ncip.");
            return null;
        }
        if (Uri.TryCreate(reach, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme, StringComparer.Ordinal) && address.Host.Length > 0
            && (address.Port > 0 || address.Scheme is "http" or "https"))
            return new(address, credentials, [.. subscriptions.Select(name => name.Value)]);
        s.Wrong("reach", $"'{reach}' is not an address; write https://ill.example.org/ncip, http://…, or tcp://ill.example.org:6011, tls://… with a port.");
        return null;
    }

    static InterlibraryPolicy? Policy(Section partner)
    {
        if (partner.Child("interlibrary") is not { } s) return null;
        var policy = new InterlibraryPolicy
        {
            Lends = s.Flag("lends") ?? false, Borrows = s.Flag("borrows") ?? false, Card = s.Text("card"),
            ReaderCategories = [.. s.Texts("reader-categories").Select(one => one.Value)], ItemKinds = [.. s.Texts("item-kinds").Select(one => one.Value)],
            LoanDays = s.Whole("loan-days", 1, 3650) ?? 28, MostRequests = s.Whole("most-requests", 0, 100_000) ?? 50,
            Renewable = s.Flag("renewable") ?? true, HandsOver = s.Flag("hands-over") ?? false,
            RequestsWhenTold = s.Flag("requests-when-told") ?? false,
        };
        if (policy is { Lends: true, Card: null }) s.Wrong("card", "is missing; what is lent to the partner is lent on a card of its own.");
        s.Done();
        return policy;
    }
}
