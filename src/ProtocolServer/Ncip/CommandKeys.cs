using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// How an NCIP request is known again (design: exactly once): by the partner and the number it gave a payment or a request, else by what it
/// says. Prefixes, white space and secrets don't count. A transport that names its messages (Idempotency-Key) needs no guess.
/// </summary>
static class CommandKeys
{
    public static CommandKey Of(NcipRequest request, bool movesMoney)
    {
        var scope = $"ncip/{request.Partner.Id}/{request.Agency.Id}";
        // The first answer is in the version of the first question: in another version it is asked anew, unless it is about money.
        var version = movesMoney ? "" : request.Message.Style.Version.Text;
        var content = Digest(request.Body, version);
        if (request.Body["FiscalTransactionInformation"] is not null) content = FiscalFingerprint.Of(request.Body, content);
        // What has happened can happen again to the same request; what is asked for under one number is asked for once.
        if (request.Key is { } given && (request.Pair.Kind is ServiceKind.Notification || NumberOf(request) is null))
            return new(scope, Hash($"{request.Pair.Service}|{given}"), content);
        if (NumberOf(request) is { } number) return new(scope, Hash(version.Length == 0 ? number : $"{number}|{version}"), content);
        // A payment without a number would be the same payment for ever: it is the same one for a day.
        return movesMoney ? new(scope, Digest(request.Body, DayOf(request)), content) { IsDerived = true } : new(scope, content, content);
    }

    static string DayOf(NcipRequest request) => request.Library.Calendar.DayOf(request.Now).ToString("O", CultureInfo.InvariantCulture);

    static string? NumberOf(NcipRequest request)
    {
        var fiscal = request.Body["FiscalTransactionInformation"]?["FiscalTransactionReferenceId"];
        var (kind, id, value) = fiscal is not null
            ? ("fiscal", fiscal, fiscal.TextAt("FiscalTransactionIdentifierValue"))
            : (request.Message.Service, request.Body["RequestId"], request.Body.TextAt("RequestId", "RequestIdentifierValue"));
        return id is null || value.Length == 0 ? null : $"{kind}|{id.TextAt("AgencyId")}|{value}";
    }

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    static byte[] Digest(NcipElement body, string salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(salt));
        Append(hash, body);
        return hash.GetHashAndReset();
    }

    static void Append(IncrementalHash hash, NcipElement element)
    {
        // A secret stays out, so that no key can be searched for it.
        if (element.Name is "AuthenticationInputData" or "FromAgencyAuthentication" or "FromSystemAuthentication") return;
        hash.AppendData(Encoding.UTF8.GetBytes($"<{element.Name}>{element.Text}"));
        foreach (var child in element.Children) Append(hash, child);
        hash.AppendData("</>"u8);
    }
}
