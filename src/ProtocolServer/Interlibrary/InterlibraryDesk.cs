using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip;

namespace ProtocolServer.Interlibrary;

/// <summary>What a member of staff needs to act on loans between libraries, from the command line or over the API: our agency, the partner, the loan.</summary>
sealed class InterlibraryDesk(IAgencyRegister register, PartnerBook partners, Database database, TimeProvider time)
{
    /// <param name="network">Null where the agency alone says which.</param>
    /// <returns>Null where there is no such agency, or it has no such partner.</returns>
    public async Task<(Agency Agency, Partner Partner)?> MeetAsync(NetworkId? network, AgencyId ours, AgencyId theirs, CancellationToken cancel)
    {
        var agency = (await register.LoadAsync(cancel)).FirstOrDefault(one => one.Id == ours && (network is null || one.Network == network));
        return agency is not null && await partners.FindAsync(agency.Network, agency.Id, theirs, cancel) is { } partner ? (agency, partner) : null;
    }

    /// <param name="ours">Null where the number alone says which.</param>
    /// <param name="ended">Whether one that has ended may be meant, as by a repetition.</param>
    /// <returns>Null where there is none of that number, or more than one.</returns>
    public async Task<InterlibraryCase?> FindAsync(AgencyId? ours, string number, bool ended, CancellationToken cancel)
    {
        var found = await new StaffLists(database, time).InterlibraryAsync(ours?.Value, number, ended, cancel);
        return found is [var loan] && await MeetAsync(null, loan.Agency, loan.Partner, cancel) is var (agency, partner) ? new(agency, partner, loan) : null;
    }
}

/// <summary>One loan between libraries with who takes part, and what staff do with it: the same commands whatever they are sent by.</summary>
sealed record InterlibraryCase(Agency Agency, Partner Partner, InterlibraryLoan Loan)
{
    /// <summary>The copy that is named, else the one that is known; null where neither is.</summary>
    public Barcode? CopyOr(string? named) => named is null ? Loan.Copy : new(named);

    public Command<InterlibraryResult> Ship(Barcode copy, string? note) => new ShipToPartner(Agency.Id, Loan.Number, copy, Partner.Interlibrary) { Note = note };

    public Command<InterlibraryResult> Receive(Barcode copy) => new ReceiveFromPartner(Agency.Id, Loan.Number, Loan.Card, copy, Partner.ItemKind);

    public Command<InterlibraryResult> SendBack(Barcode copy, string? note) => new SendBackToPartner(Agency.Id, Loan.Number, copy) { Note = note };

    public Command<InterlibraryResult> Renew(DateOnly until) => new RenewWithPartner(Agency.Id, Loan.Number, Agency.Library.Calendar.EndOf(until));

    public Command<InterlibraryResult> GiveUp(string? note) => new GiveUpInterlibrary(
        Agency.Id, Loan.Number, Loan.Role is InterlibraryRole.Lender && Partner.Interlibrary?.Card is { } card ? new CardNumber(card) : null) { Note = note };
}
