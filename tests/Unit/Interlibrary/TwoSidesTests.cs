using System.Collections.Immutable;
using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Interlibrary;

/// <summary>
/// Two libraries that know of each other only what messages say: staff act when they like, messages wait, come twice and cross each other.
/// In the end both know the same.
/// </summary>
public sealed class TwoSidesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_crosses_both_sides_end_alike(int seed)
    {
        var random = new Random(seed);
        var endings = new HashSet<InterlibraryState>();
        for (var run = 0; run < 2_000; run++)
        {
            var world = new World();
            for (var n = 0; n < 25; n++) world.Act(random.Next(10));
            world.Finish();
            world.Borrower.State.Should().Be(world.Lender!.State, $"seed {seed}, run {run}: {string.Join(" · ", world.Story)}");
            InterlibraryStates.IsFinal(world.Borrower.State).Should().BeTrue($"seed {seed}, run {run}: {string.Join(" · ", world.Story)}");
            endings.Add(world.Borrower.State);
        }
        endings.Should().BeEquivalentTo([InterlibraryState.Cancelled, InterlibraryState.Returned], "both ends must have been reached");
    }

    /// <summary>Where the copy is: what staff can do depends on it, not on what has been told.</summary>
    enum Parcel { AtLender, Going, AtBorrower, Coming }

    sealed class World
    {
        static readonly InterlibraryPolicy Policy = new() { Lends = true, Borrows = true, Card = "c9" };
        static readonly AgencyId Home = new("HOME"), Owner = new("OWNER");

        readonly Facts facts = new Scene().Facts;
        readonly Queue<DomainEvent> toOwner = new(), toHome = new();
        readonly Reader account = Scene.Reader(9);
        Item copy = Scene.Item();
        Parcel parcel;

        public World()
        {
            var asked = new BorrowFromPartner(Home, new("c1"), Owner, Policy, new("t1", null, "Wanted")).Decide(new() { Reader = Scene.Reader() }, facts);
            Borrower = asked.Outcome.Loan! with { Agency = Home };
            toOwner.Enqueue(asked.Events.Single());
        }

        public List<string> Story { get; } = [];

        public InterlibraryLoan Borrower { get; private set; }

        public InterlibraryLoan? Lender { get; private set; }

        RequestNumber Number => Borrower.Number;

        public void Act(int act)
        {
            Story.Add($"{act}");
            switch (act)
            {
                case 0 or 1 or 2: Deliver(toOwner, AtOwner, twice: act == 0); break;
                case 3 or 4 or 5: Deliver(toHome, AtHome, twice: act == 3); break;
                case 6: Send(); break;
                case 7: MoveParcel(); break;
                case 8: AtBorrower(new GiveUpInterlibrary(Home, Number, null).Decide(new() { Interlibrary = Borrower }, facts).Events); break;
                case 9 when Lender is not null: AtLender(new GiveUpInterlibrary(Owner, Number, null).Decide(new() { Interlibrary = Lender }, facts).Events); break;
            }
        }

        /// <summary>Everything that is on its way arrives, and staff finish what was begun.</summary>
        public void Finish()
        {
            for (var n = 0; n < 50; n++)
            {
                while (toOwner.Count + toHome.Count > 0)
                {
                    Deliver(toOwner, AtOwner, twice: false);
                    Deliver(toHome, AtHome, twice: false);
                }
                if (InterlibraryStates.IsFinal(Borrower.State) && InterlibraryStates.IsFinal(Lender!.State)) return;
                Send();
                MoveParcel();
            }
        }

        void Send()
        {
            if (parcel is not Parcel.AtLender || Lender is null) return;
            var shipped = new ShipToPartner(Owner, Number, copy.Barcode, Policy).Decide(new() { Reader = account, Item = copy, Interlibrary = Lender }, facts);
            if (shipped.Outcome.Refusal is not null) return;
            copy = copy with { Loan = shipped.Events.OfType<ItemCheckedOut>().Single().Loan };
            parcel = Parcel.Going;
            AtLender(shipped.Events);
        }

        void MoveParcel()
        {
            switch (parcel)
            {
                case Parcel.Going:
                    AtBorrower(new ReceiveFromPartner(Home, Number, new("c1"), copy.Barcode, null).Decide(new() { Reader = Scene.Reader(), Interlibrary = Borrower }, facts).Events);
                    parcel = Parcel.AtBorrower;
                    break;
                case Parcel.AtBorrower:
                    AtBorrower(new SendBackToPartner(Home, Number, copy.Barcode).Decide(new() { Interlibrary = Borrower }, facts).Events);
                    parcel = Parcel.Coming;
                    break;
                case Parcel.Coming:
                    AtLender(new CheckIn(copy.Barcode).Decide(new() { Item = copy, Interlibrary = Lender }, facts).Events);
                    copy = copy with { Loan = null };
                    parcel = Parcel.AtLender;
                    break;
            }
        }

        static void Deliver(Queue<DomainEvent> queue, Action<DomainEvent> take, bool twice)
        {
            if (!queue.TryDequeue(out var message)) return;
            take(message);
            if (twice) take(message);
        }

        void AtBorrower(IEnumerable<DomainEvent> events)
        {
            foreach (var moved in events.OfType<InterlibraryMoved>())
            {
                Borrower = moved.Loan;
                if (!moved.IsTold) toOwner.Enqueue(moved);
            }
        }

        void AtLender(IEnumerable<DomainEvent> events)
        {
            foreach (var moved in events.OfType<InterlibraryMoved>())
            {
                Lender = moved.Loan;
                if (!moved.IsTold) toHome.Enqueue(moved);
            }
        }

        /// <summary>A message of the borrower comes to the lender, and its answer goes back at once.</summary>
        void AtOwner(DomainEvent message)
        {
            switch (message)
            {
                case InterlibraryRequested:
                    var hold = new PlaceHold(new(new("c9"), null, "t1")) { Number = Number };
                    var now = new Snapshot { Reader = account, Title = new(Scene.Title, [], 0), Interlibrary = Lender };
                    var lent = new LendToPartner(hold, Owner, Borrower.Card, Home, Policy, "Physical").Decide(now, facts);
                    Lender ??= lent.Events.OfType<InterlibraryRequested>().Single().Loan with { Agency = Owner };
                    Answered("RequestItem", lent.Outcome.Refusal is null ? null : "Duplicate Request");
                    break;
                case InterlibraryMoved { Step: InterlibraryStep.AskToCancel }: Answered("CancelRequestItem", Cancelled(Lender!, Home, AtLender)); break;
                case InterlibraryMoved { Step: var step }: AtLender(News(step, Home, Lender!)); break;
            }
        }

        void AtHome(DomainEvent message)
        {
            if (message is InterlibraryMoved { Step: InterlibraryStep.Cancel }) Cancelled(Borrower, Owner, AtBorrower);
            else if (message is InterlibraryMoved { Step: var step }) AtBorrower(News(step, Owner, Borrower));
        }

        void Answered(string service, string? problem) =>
            AtBorrower(new NoteAnswer(Scene.Id(1), service, new(Home, Number), problem).Decide(new() { Interlibrary = Borrower }, facts).Events);

        string? Cancelled(InterlibraryLoan loan, AgencyId from, Action<IEnumerable<DomainEvent>> take)
        {
            var asked = new CancelHold(new(loan.Card, null, null) { Request = Number });
            var decided = new CancelledByPartner(asked, loan.Agency, Number, from, null).Decide(new() { Interlibrary = loan }, facts);
            take(decided.Events);
            return decided.Outcome.Refusal is null ? null : "Request Already Processed";
        }

        ImmutableArray<DomainEvent> News(InterlibraryStep? step, AgencyId from, InterlibraryLoan loan)
        {
            var service = step is InterlibraryStep.Ship or InterlibraryStep.SendBack ? "ItemShipped" : "ItemReceived";
            var news = new NotePartnerNews(service, copy.Barcode.Value, loan.Card.Value, Number.Number, null) { From = from, About = new(loan.Agency, Number) };
            return news.Decide(new() { Interlibrary = loan }, facts).Events;
        }
    }
}
