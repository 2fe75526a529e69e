using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>A service with what is done for it.</summary>
abstract class NcipService(string name)
{
    public MessagePair Pair { get; } = MessagePairs.Find(name) ?? throw new ArgumentException($"No version has a service {name}.", nameof(name));

    public abstract Task<ReadOnlyMemory<byte>> AnswerAsync(NcipRequest request, NcipStyle style, NcipParts parts, CancellationToken cancel);
}

/// <summary>Whom services turn to.</summary>
sealed record NcipParts(ILibrarySystem Library, Messages Messages, AgencyDirectory Agencies);

/// <summary>
/// A service that stands for a command: bind → execute exactly once → render. The same command comes from every protocol.
/// </summary>
/// <param name="bind">Makes the command; what is wrong with the message it notes on the request.</param>
/// <param name="render">Puts the outcome into the answer.</param>
/// <param name="refusal">Why there is no data; the outcome's own refusal where nothing is said.</param>
/// <param name="refused">What stands beside the problem, such as the fee that would help.</param>
/// <param name="done">What has to be looked at anew afterwards.</param>
sealed class CommandService<TOutcome>(
    string name, Func<NcipRequest, Command<TOutcome>> bind, Action<NcipElement, TOutcome, NcipReply> render,
    Func<TOutcome, Refusal?>? refusal = null, Action<NcipElement, TOutcome>? refused = null, Action<NcipParts>? done = null) : NcipService(name) where TOutcome : Outcome
{
    public override async Task<ReadOnlyMemory<byte>> AnswerAsync(NcipRequest request, NcipStyle style, NcipParts parts, CancellationToken cancel)
    {
        // A date that can't be is a problem also where the command has no use for it.
        _ = request.HappenedAt;
        var command = bind(request);
        if (request.Problems.Count > 0) return Answers.Problems(request.Message, Pair, style, request.Problems);
        var context = request.Context(Pair.Kind is ServiceKind.Lookup ? null : CommandKeys.Of(request, command.MovesMoney));
        var answer = await parts.Library.ExecuteAsync(command, context, (outcome, facts) => Write(outcome, request, style, new(request, parts.Messages, facts)), cancel);
        done?.Invoke(parts);
        return answer;
    }

    ReadOnlyMemory<byte> Write(TOutcome outcome, NcipRequest request, NcipStyle style, NcipReply reply)
    {
        var answer = Answers.Begin(request.Message, Pair);
        if ((refusal is null ? outcome.Refusal : refusal(outcome)) is { } why)
        {
            answer.Add(Answers.ElementOf(RefusalProblems.Of(why, request, reply.TextOf(outcome, why), reply.Facts.EarlierFingerprint)));
            refused?.Invoke(answer, outcome);
        }
        else render(answer, outcome, reply);
        return NcipWriter.Write(style, answer, Pair);
    }
}

/// <summary>A service whose request stands for one of two commands.</summary>
sealed class EitherService(Func<NcipRequest, bool> isFirst, NcipService first, NcipService second) : NcipService(second.Pair.Service)
{
    public override Task<ReadOnlyMemory<byte>> AnswerAsync(NcipRequest request, NcipStyle style, NcipParts parts, CancellationToken cancel) =>
        (isFirst(request) ? first : second).AnswerAsync(request, style, parts, cancel);
}
