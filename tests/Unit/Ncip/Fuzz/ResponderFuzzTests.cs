using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using ProtocolServer.Tests.Unit.Sip2.Fuzz;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip.Fuzz;

/// <summary>
/// Any message, whole or damaged, through the whole responder over libraries in any state: each gets one answer, which is valid in its
/// version, and nothing is thrown. Others or more: <c>PROTOCOLSERVER_FUZZ_CASES=1000000 PROTOCOLSERVER_FUZZ_SEED=7</c>, of which a fifth goes here.
/// </summary>
public sealed class ResponderFuzzTests
{
    static readonly Messages Texts = TextFiles.Load().OrThrow();

    static readonly PartnerHabits[] Habits = Enum.GetValues<PartnerHabits>();

    [Fact]
    public async Task Every_message_gets_one_valid_answer_whatever_the_library_is_like()
    {
        var (cases, seed) = (Setting("PROTOCOLSERVER_FUZZ_CASES", 100_000) / 5, Setting("PROTOCOLSERVER_FUZZ_SEED", Chance.Seed(20_260_301)));
        var found = new ConcurrentQueue<string>();
        var executed = 0L;
        await Parallel.ForAsync(0, cases, TestContext.Current.CancellationToken, async (n, _) =>
        {
            if (!found.IsEmpty) return;
            var (wrong, ran) = await RunAsync(seed + n);
            if (ran) Interlocked.Increment(ref executed);
            if (wrong is not null) found.Enqueue($"seed {seed + n}: {wrong}");
        });
        found.Should().BeEmpty();
        executed.Should().BeGreaterThan(cases / 10, "a good share is understood and runs a command");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases:N0} messages from seed {seed}, {executed:N0} ran a command"));
    }

    /// <summary>What is wrong, and whether a command ran.</summary>
    static async Task<(string? Wrong, bool Ran)> RunAsync(long seed)
    {
        // Neighbouring seeds would throw the same dice one after the other.
        var dice = new Dice(seed * 1_000_003);
        var library = new CountedLibrary(new(dice));
        var log = new Faults();
        var agency = dice.Of(AnyLibrary.Libraries.ToArray());
        var partner = AnyPartner(dice, agency);
        var document = new AnyMessage(dice, partner.Id.Value, agency).Next();
        var result = await Responder(library, partner, log).AnswerAsync(document, new(null), CancellationToken.None);
        var said = Encoding.UTF8.GetString(document);
        if (library.Any.Fault is { } fault) return ($"{fault}\n{said}", true);
        if (log.Told is { } told && !library.Any.HasLostAnOutcome) return ($"{told}\n{said}", library.HasRun);
        if (result.Body.IsEmpty) return (library.Any.HasLostAnOutcome ? null : $"no answer to\n{said}", library.HasRun);
        var answer = Encoding.UTF8.GetString(result.Body.Span);
        if (!new NcipBytes().TryEnd(result.Body.Span, out var end)) return ($"the answer has no end: {answer}", library.HasRun);
        if (Encoding.UTF8.GetString(result.Body.Span[end..]).Trim().Length > 0) return ($"more than one answer: {answer}", library.HasRun);
        if (Strange(answer) is { } strange) return ($"{strange} is no problem of that service's lists: {answer}", library.HasRun);
        // There is no schema of 2.x without its namespace.
        var hasSchema = answer.Contains(NcipVersions.Namespace, StringComparison.Ordinal) || answer.Contains("dtd/ncip_v1_0", StringComparison.Ordinal);
        if (hasSchema && NcipSchemas.Mistakes(answer) is { Count: > 0 } mistakes) return ($"{string.Join(" ", mistakes)}\n{answer}\nto\n{said}", library.HasRun);
        return (null, library.HasRun);
    }

    /// <summary>The first type of problem that neither the service nor all services know. What is too long or too much breaks a rule
    /// anywhere (H 7, 43), and who may be asked for a PIN may give a wrong one.</summary>
    static string? Strange(string answer)
    {
        var body = System.Xml.Linq.XElement.Parse(answer).Elements().First();
        var pair = MessagePairs.Find(body.Name.LocalName.Replace("Response", "", StringComparison.Ordinal));
        return body.DescendantsAndSelf().Where(one => one.Name.LocalName is "ProblemType" or "ProcessingErrorType" or "MessagingErrorType")
            .Select(one => one.Elements().LastOrDefault()?.Value ?? one.Value)
            .FirstOrDefault(type => pair is null ? !ProblemTypes.IsMessaging(type) : type is not (ProblemTypes.Rule or ProblemTypes.UserAuthentication) && !ProblemTypes.IsOf(type, pair));
    }

    static Partner AnyPartner(Dice dice, string agency) => new()
    {
        Id = new("FUZZ"), Network = new(agency), Agency = new(agency),
        Permissions = dice.Once(4) ? (Permissions)dice.Below(4096) : (Permissions)4095,
        Habits = dice.Once(2) ? PartnerHabits.None : dice.Of(Habits) | dice.Of(Habits),
        Hidden = dice.Once(8) ? ["User Address Information", "Item Description"] : [],
        Category = dice.Once(4) ? "adult" : null,
        Interlibrary = dice.Once(3) ? new() { Lends = true, Borrows = true, Card = "c9", RequestsWhenTold = dice.Once(2), HandsOver = dice.Once(2) } : null,
    };

    static NcipResponder Responder(CountedLibrary library, Partner partner, Faults log)
    {
        var time = new ManualTime(new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));
        var options = new ServerOptions { Limits = new() { MessagesPerSecond = 1_000_000 } };
        var agencies = new AgencyDirectory(library.Any, time);
        var book = new PartnerBook(new OnePartner(partner), time);
        var gate = new PartnerGate(book, agencies, new(time), new(options.Limits, time), new(options.Certificate, time), new(options, time));
        return new(gate, book, new(library, Texts, agencies), new DatabaseHealth(null!, time, NullLogger<DatabaseHealth>.Instance), time, log);
    }

    static long Setting(string name, long usual) => long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : usual;

    sealed class OnePartner(Partner partner) : IPartnerRegister
    {
        public Task<IReadOnlyList<Partner>> LoadAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Partner>>([partner]);
    }

    /// <summary>Tells whether a message came as far as a command.</summary>
    sealed class CountedLibrary(AnyLibrary any) : ILibrarySystem
    {
        public AnyLibrary Any => any;

        public bool HasRun { get; private set; }

        public Task<ReadOnlyMemory<byte>> ExecuteAsync<TOutcome>(
            Command<TOutcome> command, CommandContext context, Func<TOutcome, Facts, ReadOnlyMemory<byte>> answer, CancellationToken cancel) where TOutcome : Outcome
        {
            HasRun = true;
            return any.ExecuteAsync(command, context, answer, cancel);
        }
    }

    /// <summary>What is logged as a fault of ours.</summary>
    sealed class Faults : ILogger<NcipResponder>
    {
        public string? Told { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error || exception is not null) Told ??= $"{formatter(state, exception)} {exception}";
        }
    }
}
