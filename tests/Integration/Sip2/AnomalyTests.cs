using System.Globalization;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>
/// The 1st, 2nd, 3rd … step on the database fails while a conversation runs (style section 7): every answer is valid, the invariants hold,
/// and a repetition is harmless.
/// </summary>
public sealed class AnomalyTests(AnomalyTests.FailingServer server) : IClassFixture<AnomalyTests.FailingServer>
{
    const string Date = "20260301    101500";

    /// <summary>More steps than the conversation has.</summary>
    const int Steps = 30;

    [Theory]
    [InlineData(Failure.LostBefore, 1)]
    [InlineData(Failure.LostAfter, 1)]
    [InlineData(Failure.Refused, 1)]
    [InlineData(Failure.LostBefore, 2)]
    [InlineData(Failure.LostAfter, 7)]
    public async Task Whichever_step_fails_every_answer_is_valid_and_a_repetition_is_harmless(Failure failure, int steps)
    {
        var group = $"{failure}{steps}".ToLowerInvariant();
        var store = server.Server.Services.GetRequiredService<FailingStore>();
        var injected = 0;
        // A long failure costs seconds each: every third step is enough.
        for (var k = 1; k <= Steps; k += steps > 2 ? 3 : 1)
        {
            store.FailFrom(k, failure, steps);
            await ConverseAsync(store, $"{k}", Offset(group));
            injected += store.Failed;
            store.FailFrom(int.MaxValue, failure, 0);
            (await CheckAsync(k, Offset(group))).Should().BeEmpty($"step {k} failed ({failure})");
        }
        injected.Should().BeGreaterThan(8, "the steps must really have failed");
    }

    static int Offset(string group) => group switch { "lostbefore1" => 0, "lostafter1" => 100, "refused1" => 200, "lostbefore2" => 300, _ => 400 };

    async Task ConverseAsync(FailingStore store, string k, int offset)
    {
        var n = (offset + int.Parse(k, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        (string Message, char Done)[] all =
        [
            ($"11NN{Date}                  AOSMALL|AAr{n}|ABx{n}|AC|", '1'),
            ($"29NN{Date}                  AOSMALL|AAr{n}|ABx{n}|", '1'),
            ($"15+{Date}BSHALL|AOSMALL|AAs{n}|ABx{n}|", '1'),
            ($"37{Date}0400CNYBV0.30|AOSMALL|AAd{n}|BKpay-{n}|", 'Y'),
            ($"09N{Date}{Date}APHALL|AOSMALL|ABx{n}|AC|", '1'),
            ($"11NN{Date}                  AOSMALL|AAs{n}|ABx{n}|AC|", '1'),
            ($"19{Date}AOSMALL|ABx{n}|AC|CHshelf {n}|", '1'),
            ($"63001{Date}  Y       AOSMALL|AAs{n}|", ' '),
        ];
        var terminal = await LogInAsync();
        try
        {
            foreach (var (message, done) in all)
            {
                var answer = await AskAsync();
                for (var tries = 0; tries < 12 && answer?[2] != done; tries++) answer = await AskAsync();
                answer.Should().StartWith(AnswerTo(message), $"{message} is answered by its pair");
                answer![2].Should().Be(done, $"{message} must be done in the end, got {answer}");
                if (done == ' ') continue;
                // Repeated after the first success: the same answer, no second effect.
                var again = await AskAsync();
                if (store.Failed == 0 || again?[2] == done) again.Should().Be(answer, message);

                async Task<string?> AskAsync()
                {
                    await terminal.SendAsync(message);
                    if (await terminal.ReceiveAsync() is { } got) return got;
                    // The outcome was unknown and the line was closed: the terminal comes again.
                    terminal.Dispose();
                    terminal = await LogInAsync();
                    return null;
                }
            }
        }
        finally
        {
            terminal.Dispose();
        }
    }

    Task<Sip2Client> LogInAsync() => server.LogInAsync();

    static string AnswerTo(string message) => message[..2] switch { "11" => "12", "29" => "30", "15" => "16", "37" => "38", "09" => "10", "19" => "20", _ => "64" };

    /// <summary>What is wrong with the rows, by name.</summary>
    async Task<IReadOnlyList<string>> CheckAsync(int k, int offset)
    {
        var n = (offset + k).ToString(CultureInfo.InvariantCulture);
        var wrong = new List<string>(await Invariants.BrokenAsync(server.DatabaseConnection!));
        await Must("one loan of the first reader, ended", $"select count(*) from loan where card_number = 'r{n}' and ended_at is not null and renewals = 1", 1);
        await Must("one loan of the second reader, open", $"select count(*) from loan where card_number = 's{n}' and ended_at is null", 1);
        await Must("no other loan", $"select count(*) from loan where card_number in ('r{n}', 's{n}')", 2);
        await Must("one hold, collected", $"select count(*) from hold where card_number = 's{n}' and state = 'collected'", 1);
        await Must("no other hold", $"select count(*) from hold where card_number = 's{n}'", 1);
        await Must("one payment", $"select count(*) from ledger_entry where reason = 'paid' and source = 'pay-{n}'", 1);
        await Must("0.20 owed still", $"select coalesce(sum(amount_minor), 0)::bigint from posting join card on account = 'receivable/' || reader_id where card_number = 'd{n}'", 20);
        return wrong;

        async Task Must(string what, string sql, long expected)
        {
            if (await Invariants.AskAsync(server.DatabaseConnection!, sql) is var found && found != expected) wrong.Add($"{what}: {found} instead of {expected}");
        }
    }

    public enum Failure
    {
        /// <summary>The line breaks before the database has done anything.</summary>
        LostBefore,

        /// <summary>The database has done it, and the line breaks before its answer comes.</summary>
        LostAfter,

        /// <summary>The database says that it can't just now.</summary>
        Refused,
    }

    /// <summary>The real store, of which some steps fail.</summary>
    public sealed class FailingStore(CommandStore store) : ICommandStore
    {
        int step;
        int from = int.MaxValue;
        int to;
        Failure failure;

        public int Failed { get; private set; }

        public void FailFrom(int k, Failure how, int steps) => (step, from, to, failure, Failed) = (0, k, k + steps, how, 0);

        public Task<Loaded> LoadAsync(NetworkId network, Needs needs, CommandKey? key, CancellationToken cancel) =>
            StepAsync(() => store.LoadAsync(network, needs, key, cancel));

        public Task NoteRepeatAsync(CommandContext context, string command, DateTimeOffset at, CancellationToken cancel) =>
            store.NoteRepeatAsync(context, command, at, cancel);

        public Task<bool> SaveAsync(CommandRecord record, CancellationToken cancel) => StepAsync(() => store.SaveAsync(record, cancel));

        async Task<T> StepAsync<T>(Func<Task<T>> act)
        {
            var now = ++step;
            if (now < from || now >= to) return await act();
            Failed++;
            if (failure is Failure.LostAfter) await act();
            throw failure is Failure.Refused
                ? new PostgresException("the database is shutting down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown)
                : new NpgsqlException("the line broke");
        }
    }

    public sealed class FailingServer : SmallServer
    {
        protected override string Fixture => """
            network: small
            agencies:
              - {id: SMALL, name: Small Library, library: hefei, locations: [{code: HALL, name: Hall}]}
            terminals:
              - {login: sc1, secret: secret1, kind: self-check, permissions: [pay, block, update-item]}
            series:
              - titles: 440
                each: {record: "t{n}", name: "Title {n}"}
              - items: 440
                each: {barcode: "x{n}", title: "t{n}"}
              - readers: 440
                each: {card: "r{n}", name: "First {n}"}
              - readers: 440
                each: {card: "s{n}", name: "Second {n}"}
              - readers: 440
                each: {card: "d{n}", name: "Debtor {n}"}
              - charges: 440
                each: {card: "d{n}", type: "04", amount: "0.50"}
            """;

        protected override void Compose(IServiceCollection services)
        {
            services.AddSingleton<CommandStore>();
            services.AddSingleton<FailingStore>();
            services.AddSingleton<ICommandStore>(static all => all.GetRequiredService<FailingStore>());
        }
    }
}
