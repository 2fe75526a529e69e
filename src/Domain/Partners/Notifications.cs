using System.Collections.Immutable;

namespace ProtocolServer.Domain.Partners;

/// <summary>The notifications of the standard by name (ncip reference 7.5): what a partner can subscribe to.</summary>
public static class Notifications
{
    public static readonly ImmutableArray<string> All =
    [
        "ItemCheckedOut", "ItemCheckedIn", "ItemRenewed", "ItemRecalled", "ItemRecallCancelled", "ItemRequested", "ItemRequestUpdated",
        "ItemRequestCancelled", "ItemShipped", "ItemReceived", "CirculationStatusUpdated", "CirculationStatusChangeReported", "ItemCreated",
        "ItemUpdated", "UserCreated", "UserUpdated", "UserFiscalTransactionCreated", "UserNoticeSent", "AgencyCreated", "AgencyUpdated",
    ];
}
