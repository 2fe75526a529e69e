using System.Net;
using System.Security.Cryptography.X509Certificates;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>Where a message came from.</summary>
/// <param name="Address">Null inside this process.</param>
/// <param name="Charset">What the transport says of the letters.</param>
/// <param name="Path">The agency named by the address that was posted to, for partners that send no header.</param>
/// <param name="Token">What the transport brings as proof: a bearer token, or name:password of HTTP Basic.</param>
/// <param name="Certificate">What it showed in the TLS handshake.</param>
/// <param name="Signature">What it signed its request with.</param>
/// <param name="Key">What the sender calls this message, where its transport has a place for that.</param>
sealed record NcipPeer(
    IPAddress? Address, string? Charset = null, string? Path = null, string? Token = null, X509Certificate2? Certificate = null, string? Key = null, RequestSignature? Signature = null);

/// <summary>Whether a message is let in, and if not, why, and what HTTP says of it where it is the transport that does not prove who sends.</summary>
readonly record struct Admittance(Admission? Admission, Problem? Problem, int? Shut = null);

/// <summary>A partner let in, with our agency it speaks to.</summary>
sealed record Admission(Partner Partner, Agency Agency);

/// <summary>Says who sends a message and whether it may: known, from the right address, with the right secret, for this service.</summary>
sealed class PartnerGate(PartnerBook partners, AgencyDirectory agencies, Proofs proofs, PartnerPace pace, CertificateMatch certificates, SignatureGate signatures)
{
    /// <summary>The admission, or why there is none.</summary>
    public async ValueTask<Admittance> AdmitAsync(NcipMessage message, NcipPeer peer, CancellationToken cancel)
    {
        var from = IdOf(message, "FromAgencyId");
        var to = IdOf(message, "ToAgencyId");
        IReadOnlyList<Partner> named = from.Length > 0 ? await partners.OfAsync(from, cancel) : Nameless(await partners.NamelessAsync(cancel), peer);
        // Some are known by their profile, whatever agency they speak for (ncip-field C 30).
        if (named.Count == 0 && message.Header?.TextAt("ApplicationProfileType") is { Length: > 0 } profile) named = await partners.OfProfileAsync(profile, cancel);
        if (named.Count == 0)
            return new(null, from.Length > 0
                ? new(ProblemTypes.UnknownAgency, "FromAgencyId", from)
                : new(ProblemTypes.NeededData, "InitiationHeader", null, "The message does not say which agency sends it."));
        var target = new AgencyId(to.Length > 0 ? to : peer.Path ?? "");
        if (!named.Any(one => one.Serves(target)) && AgencyBefore(named, to) is { } before) target = before;
        if ((named.FirstOrDefault(one => one.Serves(target)) ?? named.FirstOrDefault(one => AnyTarget(one, to))) is not { } partner)
            return new(null, new(ProblemTypes.UnknownAgency, "ToAgencyId", to));
        var agencyId = partner.Serves(target) ? target : partner.Agency;
        if (!partner.AllowsFrom(peer.Address)) return new(null, new(ProblemTypes.AgencyAuthentication, null, null, "The agency may not call from this address."), StatusCodes.Status403Forbidden);
        if (!partner.Certificates.IsEmpty && !(peer.Certificate is { } shown && partner.Certificates.Any(entry => certificates.Fits(entry, shown))))
            return new(null, new(ProblemTypes.AgencyAuthentication), StatusCodes.Status403Forbidden);
        if (!pace.Allows(partner.Id)) return new(null, new(ProblemTypes.Temporary, null, null, "Too many messages at once. Send them more slowly."));
        if (partner.SignedWith is { } credentials && !signatures.Takes(credentials, peer.Signature))
            return new(null, new(ProblemTypes.AgencyAuthentication), StatusCodes.Status401Unauthorized);
        // A slow hash a guess: only behind the allowance.
        if (partner.TokenHash is { } token && !(peer.Token is { Length: > 0 } given && proofs.Verify(token, given)))
            return new(null, new(ProblemTypes.AgencyAuthentication), StatusCodes.Status401Unauthorized);
        if (partner.SecretHash is { } hash && !proofs.Verify(hash, SecretOf(message)))
            return new(null, new(ProblemTypes.AgencyAuthentication, "FromAgencyAuthentication"));
        if (await RepresentedAsync(message, partner, agencyId, cancel) is { } whom)
        {
            if (!whom.Brokers.Contains(partner.Id)) return new(null, new(ProblemTypes.Unauthorized, "OnBehalfOfAgency", whom.Id.Value));
            partner = whom with { Habits = partner.Habits };
        }
        if (!partner.Services.IsEmpty && !partner.Services.Contains(message.Service, StringComparer.Ordinal))
            return new(null, new(ProblemTypes.Unauthorized, message.Service));
        var network = await agencies.OfAsync(partner.Network, cancel);
        return network.TryGetValue(agencyId, out var agency)
            ? new(new(partner, agency), null)
            : new(null, new(ProblemTypes.UnknownAgency, "ToAgencyId", to));
    }

    /// <summary>The partner that a broker speaks for; null where it speaks for itself, or for somebody who is no partner of ours.</summary>
    async ValueTask<Partner?> RepresentedAsync(NcipMessage message, Partner broker, AgencyId agency, CancellationToken cancel)
    {
        var whom = message.Header?.TextAt("OnBehalfOfAgency", "AgencyId") ?? "";
        return whom.Length == 0 || whom == broker.Id.Value ? null
            : (await partners.OfAsync(whom, cancel)).FirstOrDefault(one => one.Network == broker.Network && one.Serves(agency));
    }

    /// <summary>Our agency in AGENCY_PLACE, for partners that are known to write so (ncip-field C 33).</summary>
    static AgencyId? AgencyBefore(IReadOnlyList<Partner> named, string to) =>
        to.LastIndexOf('_') is > 0 and var at && named.Any(static one => one.Habits.HasFlag(PartnerHabits.PlaceSuffix)) ? new(to[..at]) : null;

    /// <summary>Without a header, the path names the agency; without that, there must be no doubt.</summary>
    static Partner[] Nameless(IReadOnlyList<Partner> all, NcipPeer peer)
    {
        Partner[] fit = [.. all.Where(one => one.AllowsFrom(peer.Address) && (peer.Path is null || one.Serves(new(peer.Path))))];
        return peer.Path is not null || fit.Length == 1 ? fit : [];
    }

    /// <summary>No agency is named, or the partner is known to put something else there.</summary>
    static bool AnyTarget(Partner partner, string to) => to.Length == 0 || partner.Habits.HasFlag(PartnerHabits.AnyToAgency);

    static string SecretOf(NcipMessage message) =>
        message.Header?.TextAt("FromAgencyAuthentication") is { Length: > 0 } agency ? agency : message.Header?.TextAt("FromSystemAuthentication") ?? "";

    static string IdOf(NcipMessage message, string end) =>
        message.Service == "LookupVersion" ? message.Body.TextAt(end, "AgencyId") : message.Header?.TextAt(end, "AgencyId") ?? "";
}
