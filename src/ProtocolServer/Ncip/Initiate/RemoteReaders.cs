using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Sending;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>
/// Asks another agency by LookupUser: within a time limit, a few at once, not at all while it is known to be away, and not twice within a
/// minute.
/// </summary>
sealed class RemoteReaders(PartnerBook partners, NcipLines lines, ServerOptions options, TimeProvider time) : IRemoteReaders
{
    readonly RemoteOptions own = options.Remote;
    readonly RemoteMemory memory = new(options.Remote, time);
    readonly ConcurrentDictionary<(NetworkId, AgencyId, AgencyId), Route> routes = new();

    public async Task<RemoteAnswer> LookUpAsync(NetworkId network, AgencyId ours, AgencyId theirs, CardNumber card, string? pin, CancellationToken cancel)
    {
        if (await partners.FindAsync(network, ours, theirs, cancel) is not { Reach: not null } partner) return new RemoteAnswer.Unreachable($"{theirs} has no address here.");
        var key = new RemoteQuestion(network, ours, theirs, card);
        if (pin is null && memory.Fresh(key) is { } known) return known;
        var answer = await AskAsync(partner, key, pin, cancel);
        if (pin is not null) return answer;
        if (answer is RemoteAnswer.Unreachable) return memory.Kept(key) ?? answer;
        memory.Put(key, answer);
        return answer;
    }

    async Task<RemoteAnswer> AskAsync(Partner partner, RemoteQuestion question, string? pin, CancellationToken cancel)
    {
        var route = routes.GetOrAdd((question.Network, question.Ours, question.Theirs), _ => new(own, time));
        if (!await route.Room.WaitAsync(TimeSpan.FromSeconds(own.AnswerSeconds), cancel)) return new RemoteAnswer.Unreachable("Too many questions wait for it.");
        try
        {
            return await route.Pipeline.ExecuteAsync(
                static async (state, limit) => await state.Self.ExchangeAsync(state.partner, state.question, state.pin, limit),
                (Self: this, partner, question, pin), cancel);
        }
        catch (BrokenCircuitException)
        {
            return new RemoteAnswer.Unreachable("It did not answer before, and is left alone for a while.");
        }
        catch (TimeoutRejectedException)
        {
            return new RemoteAnswer.Unreachable("It did not answer in time.");
        }
        catch (LineException away)
        {
            return new RemoteAnswer.Unreachable(away.Message);
        }
        finally
        {
            route.Room.Release();
        }
    }

    /// <exception cref="LineException">There was no answer, or none that can be understood.</exception>
    async Task<RemoteAnswer> ExchangeAsync(Partner partner, RemoteQuestion question, string? pin, CancellationToken cancel)
    {
        var document = Initiation.Document(RemoteUser.Question(question, pin, partner.Version), question.Ours, partner, lines.SecretFor(partner));
        var answer = await lines.ExchangeAsync(partner, document, key: null, cancel);
        if (NcipReader.ReadAnswer(answer) is not { } body) throw new LineException("What came back is no answer to the question.");
        return NcipReader.ProblemIn(answer) switch
        {
            null when body.Name == "LookupUserResponse" => new RemoteAnswer.Known(RemoteUser.Read(body, question.Card), time.GetUtcNow()),
            null => throw new LineException("What came back is no answer to the question."),
            "Unknown User" => new RemoteAnswer.Unknown(time.GetUtcNow()),
            ProblemTypes.Temporary => throw new LineException("It says that it can't answer just now."),
            var problem => new RemoteAnswer.Denied(problem),
        };
    }

    /// <summary>The way to one agency: how many at once, how long, and whether it is worth asking.</summary>
    sealed class Route(RemoteOptions own, TimeProvider time)
    {
        public SemaphoreSlim Room { get; } = new(own.AtOnce);

        public ResiliencePipeline<RemoteAnswer> Pipeline { get; } = new ResiliencePipelineBuilder<RemoteAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RemoteAnswer>
            {
                FailureRatio = 0.5, MinimumThroughput = 4, SamplingDuration = TimeSpan.FromSeconds(60), BreakDuration = TimeSpan.FromSeconds(own.RestSeconds),
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is LineException or TimeoutRejectedException),
            })
            .AddTimeout(TimeSpan.FromSeconds(own.AnswerSeconds))
            .Build();
    }
}

/// <summary>Who asks whom about which card.</summary>
readonly record struct RemoteQuestion(NetworkId Network, AgencyId Ours, AgencyId Theirs, CardNumber Card);
