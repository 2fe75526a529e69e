using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// A message may name a request by its number alone (ncip reference 7.3): user and copy are then taken from the request, as if they had been
/// written. What the decision stands on is read again with it.
/// </summary>
static class RequestCompletion
{
    static readonly HashSet<string> Services = new(["UpdateRequestItem", "CancelRequestItem", "LookupRequest", "LookupItem"], StringComparer.Ordinal);

    static bool IsLookup(NcipRequest m) => m.Pair.Kind is ServiceKind.Lookup;

    /// <summary>A look-up needs them only where something is asked of them.</summary>
    static bool IsNeeded(NcipRequest m) => !IsLookup(m) || m.Body.Children.Any(static child => child.Name is "ItemElementType" or "UserElementType" or "CurrentBorrowerDesired" or "CurrentRequestersDesired");

    public static async Task CompleteAsync(NcipRequest m, NcipParts parts, CancellationToken cancel)
    {
        var body = m.Body;
        if (!Services.Contains(m.Pair.Service) || body["RequestId"]?.TextAt("RequestIdentifierValue") is not { Length: > 0 } value || !IsNeeded(m)) return;
        var needsUser = body["UserId"] is null && !m.Authenticates;
        var needsItem = body["ItemId"] is null && (m.Pair.Service != "CancelRequestItem" || body["ItemElementType"] is not null);
        if (!needsUser && !needsItem) return;
        Hold? found = null;
        await parts.Library.ExecuteAsync(
            new LookUpHold(new(body["RequestId"]!.TextAt("AgencyId"), value), null), m.Context(key: null),
            (outcome, _) =>
            {
                found = outcome.Hold;
                return ReadOnlyMemory<byte>.Empty;
            },
            cancel);
        if (found is null)
        {
            if (!IsLookup(m)) m.Note(new("Unknown Request", "RequestIdentifierValue", value));
            return;
        }
        if (needsUser) body.Add(new NcipElement("UserId") { new NcipElement("UserIdentifierValue", found.Card.Value) });
        if (needsItem && (found.CapturedBarcode ?? found.AnyBarcode) is { } barcode)
            body.Add(new NcipElement("ItemId") { new NcipElement("ItemIdentifierValue", barcode.Value) });
        if (m.Pair.Service == "CancelRequestItem" && body["RequestType"] is null) body.Add(new NcipElement("RequestType", "Hold"));
    }
}
