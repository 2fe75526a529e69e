using System.Globalization;
using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Tests.Integration.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;
using Outcome = ProtocolServer.Domain.Kernel.Outcome;

namespace ProtocolServer.Tests.Integration.Dispatch;

/// <summary>
/// Whatever two terminals do at once to the same three readers and three copies: one open loan per copy, every hold captured once, every
/// posting balanced, what is owed is the sum of the postings, and a repetition changes nothing (G-4, exactly once).
/// </summary>
public sealed class InvariantTests(InvariantTests.FinedServer server) : IClassFixture<InvariantTests.FinedServer>
{
    const int Sequences = 250;

    int run;
    int repeated;
    int accepted;
    int busy;

    [Fact]
    public void Any_commands_of_two_terminals_at_once_keep_loans_holds_and_ledger_whole()
    {
        var step =
            from kind in Gen.Elements(Enum.GetValues<Kind>())
            from reader in Gen.Choose(0, 2)
            from copy in Gen.Choose(0, 2)
            from amount in Gen.Elements("0.10", "0.50", "1.00", "3.00")
            from again in Gen.Choose(0, 2)
            from minutesAgo in Gen.Choose(1, 5_000)
            select new Step(kind, reader, copy, amount, again is 0, minutesAgo);
        var both = from left in step.ListOf(10) from right in step.ListOf(10) select (Left: left.ToArray(), Right: right.ToArray());
        Prop.ForAll(both.ToArbitrary(), steps => RunAsync(steps.Left, steps.Right).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd((ulong)Chance.Seed(20_260_301)), null)).WithMaxTest(Sequences));
        TestContext.Current.TestOutputHelper?.WriteLine($"{run} sequences, {accepted} commands accepted, {repeated} repeated, {busy} too busy");
        accepted.Should().BeGreaterThan(Sequences, "most of it must really happen");
        busy.Should().BeLessThan(Sequences);
    }

    async Task RunAsync(Step[] left, Step[] right)
    {
        var set = run++ % FinedServer.Sets;
        await Task.WhenAll(TerminalAsync("sc1", left, set), TerminalAsync("sc2", right, set));
        (await Invariants.BrokenAsync(server.DatabaseConnection!)).Should().BeEmpty();
        for (var reader = 0; reader < 3; reader++)
        {
            var card = Card(set, reader);
            var owed = 0L;
            await ExecuteAsync(new LookUpReader(card), "sc1", null, o => owed = o.Owed.AmountMinor);
            var posted = await Invariants.AskAsync(server.DatabaseConnection!,
                $"select coalesce(sum(amount_minor), 0)::bigint from posting join card on account = 'receivable/' || reader_id where card_number = '{card}'");
            owed.Should().Be(posted, "what is owed is the sum of the postings");
        }
    }

    async Task TerminalAsync(string terminal, Step[] steps, int set)
    {
        await Task.Yield();
        for (var n = 0; n < steps.Length; n++)
        {
            var key = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{run}/{n}"));
            var first = await DoAsync(terminal, steps[n], set, key);
            if (!steps[n].IsRepeated || first is null) continue;
            repeated++;
            var again = await DoAsync(terminal, steps[n], set, key);
            if (steps[n].Kind is Kind.Pay && again is not null) again.Should().Be(first, "a payment is answered the same for ever");
        }
    }

    /// <returns>Whether it was accepted; null when the server had too much to do.</returns>
    Task<bool?> DoAsync(string terminal, Step step, int set, byte[] key)
    {
        var card = Card(set, step.Reader);
        var copy = new Barcode(string.Create(CultureInfo.InvariantCulture, $"x{set * 3 + step.Copy + 1}"));
        var ago = TimeProvider.System.GetUtcNow().AddMinutes(-step.MinutesAgo);
        var target = new HoldTarget(card, copy, null);
        return step.Kind switch
        {
            Kind.CheckOut => ExecuteAsync(new CheckOut(card, copy) { MayRenew = true, FeeAcknowledged = true }, terminal, key),
            Kind.CheckOutOffLine => ExecuteAsync(new CheckOut(card, copy) { OffLine = true, MadeAt = ago }, terminal, key),
            Kind.CheckIn => ExecuteAsync(new CheckIn(copy), terminal, key),
            Kind.CheckInOffLine => ExecuteAsync(new CheckIn(copy) { OffLine = true, MadeAt = ago, ReturnedAt = ago }, terminal, key),
            Kind.TakeBack => ExecuteAsync(new TakeBack(copy, card), terminal, key),
            Kind.Renew => ExecuteAsync(new Renew(card, copy), terminal, key),
            Kind.RenewAll => ExecuteAsync(new RenewAll(card), terminal, key),
            Kind.PlaceHold => ExecuteAsync(new PlaceHold(target) { FeeAcknowledged = true }, terminal, key),
            Kind.HoldThisCopy => ExecuteAsync(new PlaceHold(target) { Scope = HoldScope.ThisCopy, FeeAcknowledged = true }, terminal, key),
            Kind.CancelHold => ExecuteAsync(new CancelHold(target), terminal, key),
            _ => ExecuteAsync(new Pay(card, step.Amount, "CNY", "04") { TransactionId = Convert.ToHexString(key) + terminal }, terminal, key),
        };
    }

    async Task<bool?> ExecuteAsync<TOutcome>(Command<TOutcome> command, string terminal, byte[]? key, Action<TOutcome>? see = null) where TOutcome : Outcome
    {
        var context = new CommandContext
        {
            Network = new("small"), Agency = new("SMALL"), Caller = new(new(terminal), Permissions.Pay | Permissions.Block), Location = terminal is "sc1" ? "HALL" : "NIGHT",
            Key = key is null ? null : new("test/" + terminal, key, Encoding.UTF8.GetBytes(command.GetType().Name)),
        };
        try
        {
            var answer = await server.Server.Services.GetRequiredService<ILibrarySystem>().ExecuteAsync(command, context, (outcome, _) =>
            {
                see?.Invoke(outcome);
                return new[] { outcome.Accepted ? (byte)1 : (byte)0 };
            }, CancellationToken.None);
            var isAccepted = answer.Span[0] == 1;
            if (isAccepted) Interlocked.Increment(ref accepted);
            return isAccepted;
        }
        catch (LibrarySystemException)
        {
            Interlocked.Increment(ref busy);
            return null;
        }
    }

    static CardNumber Card(int set, int reader) => new(string.Create(CultureInfo.InvariantCulture, $"p{set * 3 + reader + 1}"));

    public enum Kind { CheckOut, CheckIn, Renew, RenewAll, PlaceHold, HoldThisCopy, CancelHold, Pay, TakeBack, CheckOutOffLine, CheckInOffLine }

    public sealed record Step(Kind Kind, int Reader, int Copy, string Amount, bool IsRepeated, int MinutesAgo);

    /// <summary>To each set three readers and three copies, two of one title; one copy is overdue and one reader owes something.</summary>
    public sealed class FinedServer : SmallServer
    {
        public const int Sets = 300;

        protected override string Fixture => """
            network: small
            agencies:
              - {id: SMALL, name: Small Library, library: hefei, locations: [{code: HALL, name: Hall}, {code: NIGHT, name: Night return}]}
            terminals:
              - {login: sc1, secret: secret1, kind: self-check, permissions: [pay, block]}
            series:
              - titles: 600
                each: {record: "t{n}", name: "Title {n}"}
              - items: 900
                each: {barcode: "x{n}", title: "t{n+1*2/3}"}
              - readers: 900
                each: {card: "p{n}", name: "Reader {n}"}
              - loans: 300
                each: {item: "x{n*3}", card: "p{n*3}", due: -9d}
              - charges: 300
                each: {card: "p{n*3-1}", type: "01", amount: "2.00"}
            """;
    }
}
