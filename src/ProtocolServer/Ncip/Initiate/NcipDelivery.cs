using System.Collections.Frozen;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Sending;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>Brings an NCIP message of the outbox to its partner, and what the partner answers to whom it concerns.</summary>
sealed class NcipDelivery(PartnerBook partners, NcipLines lines, PartnerAnswers answers) : IDelivery
{
    /// <summary>Problems that say that the message was not looked at: who it is from was not known, or there was no time just now.</summary>
    static readonly FrozenSet<string> NotTaken = FrozenSet.ToFrozenSet(
    [
        ProblemTypes.Temporary, ProblemTypes.AgencyAuthentication, "System Authentication Failed", ProblemTypes.UnknownAgency, "Unknown System",
    ], StringComparer.Ordinal);

    public string Kind => OutboxKinds.Ncip;

    public async Task<Delivered> SendAsync(OutboxLetter letter, CancellationToken cancel)
    {
        var (from, to) = NcipDestination.Parse(letter.Destination);
        if (await partners.FindAsync(letter.Network, from, to, cancel) is not { } partner) return Delivered.Failed($"There is no partner {to} of {from} any more.");
        if (Initiation.Read(letter.Body) is not { } content) return Delivered.Refused("The message can't be read.");
        try
        {
            var document = Initiation.Document(content, from, partner, lines.SecretFor(partner));
            var answer = await lines.ExchangeAsync(partner, document, letter.Id.ToString("N"), cancel);
            return await ConcludeAsync(letter, partner, from, content, answer, cancel);
        }
        catch (LineException away)
        {
            return Delivered.Failed(away.Message);
        }
        catch (LibrarySystemException away)
        {
            return Delivered.Failed($"The answer could not be kept: {away.Message}");
        }
    }

    async Task<Delivered> ConcludeAsync(
        OutboxLetter letter, Partner partner, AgencyId from, NcipElement asked, ReadOnlyMemory<byte> document, CancellationToken cancel)
    {
        var isEmpty = NcipEncoding.Trim(document).IsEmpty;
        if (isEmpty && partner.Habits.HasFlag(PartnerHabits.AnswersNothing) && MessagePairs.Find(asked.Name)!.Kind is ServiceKind.Notification)
            return Delivered.Done;
        if (isEmpty) return Delivered.Failed($"{partner.Reach!.Host}:{partner.Reach.Port} closed the line without an answer.{NcipLines.HintFor(partner)}");
        if (NcipReader.ReadAnswer(document) is not { } answer || answer.Name != "Problem" && answer.Name != asked.Name + "Response")
            return Delivered.Failed("What came back is no answer to the message.");
        var problem = NcipReader.ProblemIn(document);
        if (problem is not null && NotTaken.Contains(problem)) return Delivered.Failed($"It was answered with: {problem}.");
        await answers.TakeAsync(letter, partner, from, asked, answer, problem, cancel);
        return problem is null ? Delivered.Done : Delivered.Refused(problem);
    }
}
