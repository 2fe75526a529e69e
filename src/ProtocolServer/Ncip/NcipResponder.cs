using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Ncip;

/// <summary>What goes back on the transport.</summary>
/// <param name="Body">Empty where nothing can be said and the line must be closed.</param>
/// <param name="Status">Over HTTP: another one than 200 where who sent it did not come as far as the protocol.</param>
readonly record struct NcipResult(ReadOnlyMemory<byte> Body, bool Closes = false, bool QueuesNext = false, int Status = StatusCodes.Status200OK);

/// <summary>One document in, one document out; the transports are alike to it.</summary>
sealed class NcipResponder(
    PartnerGate gate, PartnerBook partners, NcipParts parts, DatabaseHealth database, TimeProvider time, ILogger<NcipResponder> log)
{
    public async Task<NcipResult> AnswerAsync(ReadOnlyMemory<byte> document, NcipPeer peer, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var reading = NcipReader.Read(document, peer.Charset);
        if (reading.Rejection is NcipRejection.NotXml) reading = await ReadRepairedAsync(document, reading, cancel);
        if (reading.Message is not { } message)
        {
            Count(reading.Rejection);
            return new(Answers.Problem(reading.Style, reading.Problem!), Closes: reading.Rejection is NcipRejection.TooLarge or NcipRejection.AnswerReceived);
        }
        using var span = ServerTelemetry.Source.StartActivity(message.Service);
        var result = await AnswerAsync(message, peer, cancel);
        ServerTelemetry.ExchangeDuration.Record(time.GetElapsedTime(began).TotalMilliseconds, new KeyValuePair<string, object?>("code", message.Service));
        return result;
    }

    async Task<NcipResult> AnswerAsync(NcipMessage message, NcipPeer peer, CancellationToken cancel)
    {
        if (message.Service == "LookupVersion") return new(LookupVersion.Answer(message));
        var pair = MessagePairs.Find(message.Service)!;
        var style = message.Style;
        try
        {
            if (message.Defect is { } defect)
            {
                Count(NcipRejection.OverLimit);
                return new(Answers.Problems(message, pair, style, defect));
            }
            var (admission, refused, shut) = await gate.AdmitAsync(message, peer, cancel);
            if (admission is null)
            {
                // Who floods the line must not flood the log.
                if (refused!.Type == ProblemTypes.Temporary) ServerTelemetry.Rejections.Add(1, new KeyValuePair<string, object?>("reason", nameof(NcipRejection.RateExceeded)));
                else Log.PartnerRefused(log, pair.Service, peer.Address?.ToString() ?? "inside", refused.Type);
                return shut is { } status
                    ? new(Answers.Problems(message, pair, style, refused), Closes: true, Status: status)
                    : new(Answers.Problems(message, pair, style, refused));
            }
            var habits = admission.Partner.Habits;
            style = style.For(habits);
            var request = new NcipRequest(message, pair, admission, time.GetUtcNow()) { Key = peer.Key };
            return new(await AnswerAsync(request, style, cancel), habits.HasFlag(PartnerHabits.ClosesAfterAnswer), habits.HasFlag(PartnerHabits.SendsAhead));
        }
        catch (OutcomeUnknownException)
        {
            Log.NcipOutcomeUnknown(log, pair.Service);
            database.Doubt();
            return new(default, Closes: true);
        }
        catch (LibrarySystemException away)
        {
            Log.NcipNotAnswered(log, pair.Service, away.Message);
            database.Doubt();
            return new(Answers.Problems(message, pair, style, new Problem(ProblemTypes.Temporary)));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NcipServiceFailed(log, fault, pair.Service);
            return new(Answers.Problems(message, pair, style, new Problem(ProblemTypes.Temporary)));
        }
    }

    async Task<ReadOnlyMemory<byte>> AnswerAsync(NcipRequest request, NcipStyle style, CancellationToken cancel)
    {
        await RequestCompletion.CompleteAsync(request, parts, cancel);
        await TitleCompletion.CompleteAsync(request, parts, cancel);
        if (request.Problems.Count > 0) return Answers.Problems(request.Message, request.Pair, style, request.Problems);
        var problems = MessageCheck.Of(request.Body, request.Pair.Request);
        if (problems.Count > 0) return Answers.Problems(request.Message, request.Pair, style, problems);
        return AllServices.ByName.GetValueOrDefault(request.Pair.Service) is { } service
            ? await service.AnswerAsync(request, style, parts, cancel)
            : Answers.Problems(request.Message, request.Pair, style, new Problem(ProblemTypes.Unsupported, request.Pair.Service));
    }

    /// <summary>A document with odd letters or bare ampersands is read again without them, for a partner that is known to send such.</summary>
    async Task<NcipReading> ReadRepairedAsync(ReadOnlyMemory<byte> document, NcipReading strict, CancellationToken cancel)
    {
        var habit = PartnerHabits.OddLetters;
        var repaired = NcipReader.Read(NcipEncoding.Repair(document));
        if (repaired.Message is null) (habit, repaired) = (PartnerHabits.BareAmpersands, NcipReader.Read(NcipEncoding.Repair(document, hasBareAmpersands: true)));
        if (repaired.Message is not { } message) return strict;
        try
        {
            var known = await partners.OfAsync(message.Header?.TextAt("FromAgencyId", "AgencyId") ?? "", cancel);
            return known.Any(one => one.Habits.HasFlag(habit)) ? repaired : strict;
        }
        catch (LibrarySystemException)
        {
            return strict;
        }
    }

    void Count(NcipRejection rejection)
    {
        ServerTelemetry.Rejections.Add(1, new KeyValuePair<string, object?>("reason", rejection.ToString()));
        Log.NcipRejected(log, rejection);
    }
}
