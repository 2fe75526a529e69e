using System.Text;
using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Initiate;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>What partners are told of what happened: the right notification, valid in every version, and nothing they may not see.</summary>
public sealed class EventNoticesTests
{
    static readonly Scene Here = new();
    static readonly Reader Fang = Scene.Reader(1);
    static readonly Loan Loan = Scene.Loan(1, Fang, Scene.Noon.AddDays(30));
    static readonly Item Copy = Scene.Item(1);
    static readonly Hold Hold = Scene.Hold(1, Fang) with { TitleName = Scene.Title.Name };

    static readonly Snapshot Now = new()
    {
        Reader = Fang with { Holds = [Hold] }, Item = Copy with { Loan = Loan }, Title = new(Scene.Title, [], 0),
    };

    static readonly InterlibraryLoan Between = new()
    {
        Id = new(Scene.Id(20)), Agency = new("HERE"), Partner = new("THEM"), Role = InterlibraryRole.Borrower, Number = new("HERE", "R-1"), RequestType = "Physical",
        State = InterlibraryState.Received, Card = new("c1"), RecordNumber = "r1", TitleName = "Brand", Author = "Henrik Ibsen", Copy = new("x1"), Place = "HALL",
        RequestedAt = Scene.Noon, ShippedAt = Scene.Noon, ReceivedAt = Scene.Noon, ReturningAt = Scene.Noon, EndedAt = Scene.Noon, ReturnBy = Scene.Noon.AddDays(21),
    };

    /// <summary>Event by event: what is told, in the order of the standard's list.</summary>
    static readonly (string Service, DomainEvent Event)[] Told =
    [
        ("ItemCheckedOut", new ItemCheckedOut(Loan, Copy)),
        ("ItemCheckedOut", new CheckInUndone(Loan.Id, Loan.Card, Loan.DueAt, 1)),
        ("ItemCheckedIn", new ItemCheckedIn(Loan, Scene.Noon)),
        ("ItemCheckedIn", new LoanEnded(Loan, Scene.Noon)),
        ("ItemCheckedIn", new CheckOutUndone(Loan.Id)),
        ("ItemRenewed", new LoanRenewed(Loan)),
        ("ItemRenewed", new RenewalUndone(Loan.Id, Scene.Noon, 0)),
        ("ItemRecalled", new LoanRecalled(Loan with { RecalledAt = Scene.Noon })),
        ("ItemRecallCancelled", new LoanRecalled(Loan)),
        ("ItemRequested", new HoldPlaced(Hold, new("HERE"))),
        ("ItemRequested", new HoldPlaced(Hold with { Scope = HoldScope.ThisCopy, Item = Copy.Id }, new("HERE"))),
        ("ItemRequestUpdated", new HoldChanged(Hold with { PickupLocation = "NIGHT" })),
        ("ItemRequestUpdated", new HoldCaptured(Hold, Copy.Id, HoldState.Ready, Scene.Noon.AddDays(7))),
        ("ItemRequestCancelled", new HoldCancelled(Hold)),
        ("CirculationStatusUpdated", new LoanBecameOverdue(Loan)),
        ("CirculationStatusUpdated", new InterlibraryRenewalAsked(Between, Scene.Noon.AddDays(30))),
        ("CirculationStatusUpdated", new InterlibraryRenewalRefused(Between)),
        ("UserNoticeSent", new ReaderNoticeSent(Kept with { Title = Scene.Title })),
        ("UserNoticeSent", new ReaderNoticeSent(Kept with { Notice = Kept.Notice with { Barcode = null } })),
        ("CirculationStatusChangeReported", new LoanDisputed(Loan)),
        ("CirculationStatusChangeReported", new ItemMoved(Copy.Id, null, ItemStatus.Lost)),
        ("ItemCreated", new ItemTakenIn(Copy)),
        ("ItemUpdated", new ItemMoved(Copy.Id, "NIGHT", ItemStatus.Available)),
        ("ItemUpdated", new ItemPropertiesUpdated(Copy.Id, "water stains")),
        ("ItemCreated", new ItemAdded(Copy, true)),
        ("ItemUpdated", new ItemChanged(Copy with { CallNumber = "I242.4/1", PermanentLocation = "NIGHT", Properties = "water stains" })),
        ("UserCreated", new ReaderEnrolled(Full)),
        ("UserUpdated", new ReaderChanged(Full)),
        ("AgencyCreated", new AgencyCreated(Elsewhere)),
        ("AgencyUpdated", new AgencyChanged(Elsewhere with { Id = new("HERE") })),
        ("UserUpdated", new CardBlocked(Fang.Id, Fang.Card.Number, new(new("sc1"), Scene.Noon, "left behind", true))),
        ("UserUpdated", new CardUnblocked(Fang.Id, Fang.Card.Number)),
        ("UserUpdated", new CardStateChanged(Fang.Id, Fang.Card.Number, CardState.Lost)),
        ("UserUpdated", new CardStateChanged(Fang.Id, Fang.Card.Number, CardState.Active)),
        ("UserFiscalTransactionCreated", Charged),
        ("UserFiscalTransactionCreated", new PaymentReceived(Fang.Id, Payment, "77", [])),
    ];

    /// <summary>Told to the other library of a loan, not by subscription.</summary>
    static readonly string[] BetweenLibraries = ["ItemShipped", "ItemReceived"];

    static KeptNotice Kept => new(new(Scene.Id(30), Fang.Id, "available for pickup", "It waits.", Copy.Barcode, Scene.Noon), Fang.Card.Number) { Category = "adult" };

    static Reader Full => Fang with { Name = "Wang, Fang", Addresses = ReaderAddress.Usual("1 Long Street", "fang@example.org", "+86100"), BirthDate = new(1990, 5, 1) };

    static Agency Elsewhere => Here.Facts.Agency with
    {
        Id = new("NEW"), Name = "New Library", Profiles = ["NNCIPP 1.0"],
        Addresses = [new("Ship To", "postal", "1 Quay\n8600 Town"), new("Official", "mailto", "desk@example.org")],
    };

    static ChargeAssessed Charged => new(new(Scene.Id(7)), Fang.Id, new("HERE"), FeeTypes.Overdue, new(150, Currency.Parse("CNY")), Copy, Loan.Id, Scene.Id(8));

    static LedgerEntry Payment => new(Scene.Id(9), "paid",
        new Posting(Accounts.Cash(new("sc1")), new(150, Currency.Parse("CNY"))), new Posting(Accounts.Receivable(Fang.Id), new(-150, Currency.Parse("CNY"))));

    static Happened Of(params DomainEvent[] events) => new(new("n"), [.. events], Now, Here.Facts);

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Told.Length)];

    [Theory, MemberData(nameof(Rows))]
    public void A_notification_is_valid_in_every_version(int row)
    {
        var (service, happened) = Told[row];
        var notice = EventNotices.Of(happened, Of(happened, Charged))!;
        notice.Name.Should().Be(service);
        foreach (var version in (string[])["1.0", "1.01", "2.0", "2.01", "2.02"])
        {
            var document = Sent(notice, version);
            NcipSchemas.Mistakes(document).Should().BeEmpty($"{service} in {version}: {document}");
            NcipReader.Read(Encoding.UTF8.GetBytes(document)).Message!.Service.Should().Be(service);
        }
    }

    static string Sent(NcipElement notice, string version)
    {
        var kept = Initiation.Read(Initiation.Kept(notice))!;
        var partner = new Partner { Id = new("THEM"), Network = new("n"), Agency = new("HERE"), Version = version };
        return Encoding.UTF8.GetString(Initiation.Document(kept, new("HERE"), partner, "open-sesame").Span);
    }

    /// <summary>What the other library is asked and told about a loan.</summary>
    static readonly (string Service, DomainEvent Event)[] Asked =
    [
        ("RequestItem", new InterlibraryRequested(Between)),
        ("RequestItem", new InterlibraryRequested(Between with { RecordNumber = null, RequestType = "Loan" })),
        ("ItemShipped", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, InterlibraryStep.Ship, IsTold: false)),
        ("AcceptItem", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender, NotRenewable = true }, InterlibraryStep.Ship, IsTold: false) { HandsOver = true }),
        ("ItemShipped", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender, NotRenewable = true }, InterlibraryStep.Ship, IsTold: false)),
        ("ItemRecalled", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, null, IsTold: false)),
        ("ItemReceived", new InterlibraryMoved(Between, InterlibraryStep.Receive, IsTold: false)),
        ("ItemShipped", new InterlibraryMoved(Between, InterlibraryStep.SendBack, IsTold: false)),
        ("ItemReceived", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, InterlibraryStep.TakeBack, IsTold: false)),
        ("ItemCheckedOut", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, InterlibraryStep.Reopen, IsTold: false)),
        ("ItemCheckedOut", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender, ReturnBy = null }, InterlibraryStep.Reopen, IsTold: false)),
        ("ItemShipped", new InterlibraryMoved(Between, InterlibraryStep.SendBack, IsTold: false) { Note = "One page is missing." }),
        ("CancelRequestItem", new InterlibraryMoved(Between, InterlibraryStep.AskToCancel, IsTold: false) { Note = "She has bought it." }),
        ("CancelRequestItem", new InterlibraryMoved(Between, InterlibraryStep.AskToCancel, IsTold: false)),
        ("CancelRequestItem", new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, InterlibraryStep.Cancel, IsTold: false)),
        ("RenewItem", new InterlibraryRenewalAsked(Between, Scene.Noon.AddDays(30))),
        ("ItemRequested", new InterlibraryOffered(new("THEM"), new("N1"), new("HERE", "R-2"), Scene.Title, null, "Physical")),
        ("ItemRequested", new InterlibraryOffered(new("THEM"), new("N1"), new("HERE", "R-2"), Scene.Title, new("b1"), "Physical")),
    ];

    public static TheoryData<int> Questions => [.. Enumerable.Range(0, Asked.Length)];

    [Theory, MemberData(nameof(Questions))]
    public void NNCIPP_what_a_loan_between_libraries_needs_is_valid_in_every_version(int row)
    {
        var (service, happened) = Asked[row];
        var message = InterlibraryMessages.Of(happened, Of(happened))!.Value;
        message.Should().BeEquivalentTo(new { From = new AgencyId("HERE"), To = new AgencyId("THEM") });
        message.Content.Name.Should().Be(service);
        foreach (var version in (string[])["1.0", "1.01", "2.0", "2.01", "2.02"])
            NcipSchemas.Mistakes(Sent(message.Content, version)).Should().BeEmpty($"{service} in {version}: {Sent(message.Content, version)}");
    }

    [Theory, InlineData(InterlibraryStep.Ship, true), InlineData(InterlibraryStep.SendBack, true), InlineData(InterlibraryStep.Cancel, true), InlineData(InterlibraryStep.Receive, false)]
    public void NNCIPP_words_for_the_other_librarys_staff_go_along_and_are_read_again(InterlibraryStep step, bool isSaid)
    {
        var happened = new InterlibraryMoved(Between with { Role = InterlibraryRole.Lender }, step, IsTold: false) { Note = "Mind <the> spine & tell \"her\"." };
        var read = NcipReader.Read(Encoding.UTF8.GetBytes(Sent(InterlibraryMessages.Of(happened, Of(happened))!.Value.Content, "2.02"))).Message!.Body;
        read["Ext"]?.TextAt("NoticeContent").Should().Be(isSaid ? happened.Note : null);
        Sent(InterlibraryMessages.Of(happened, Of(happened))!.Value.Content, "1.0").Should().NotContain("NoticeContent", "1.x has no place for it");
    }

    [Fact]
    public void Every_notification_of_the_standard_is_told_or_has_no_cause_here()
    {
        Notifications.All.Should().BeEquivalentTo(MessagePairs.All.Where(pair => pair.Kind is ServiceKind.Notification).Select(pair => pair.Service));
        Told.Select(row => row.Service).Distinct().Concat(BetweenLibraries).Should().BeEquivalentTo(Notifications.All);
    }

    [Fact]
    public void A_partner_is_written_to_as_it_reads_also_where_we_begin()
    {
        var partner = new Partner
        {
            Id = new("THEM"), Network = new("n"), Agency = new("HERE"), Habits = PartnerHabits.UtcDates | PartnerHabits.PlainValues | PartnerHabits.NoNamespace,
        };
        var document = Encoding.UTF8.GetString(Initiation.Document(EventNotices.Of(new LoanRenewed(Loan), Of(new LoanRenewed(Loan)))!, new("HERE"), partner, null).Span);
        document.Should().Contain("<DateDue>2026-04-01T04:00:00Z</DateDue>").And.NotContain("Scheme=").And.NotContain("xmlns");
    }

    [Fact]
    public void The_fine_of_a_return_stands_in_its_notification()
    {
        var returned = EventNotices.Of(new ItemCheckedIn(Loan, Scene.Noon), Of(new ItemCheckedIn(Loan, Scene.Noon), Charged))!;
        returned.TextAt("FiscalTransactionInformation", "Amount", "MonetaryValue").Should().Be("150");
        returned.TextAt("FiscalTransactionInformation", "FiscalTransactionType").Should().Be("Fine");
    }

    [Fact]
    public void H58_who_does_not_see_staff_data_is_not_told_who_and_gets_nothing_that_makes_no_sense_without()
    {
        var stranger = new Partner { Id = new("THEM"), Network = new("n"), Agency = new("HERE") };
        var returned = Discretion.For(stranger, EventNotices.Of(new ItemCheckedIn(Loan, Scene.Noon), Of(new ItemCheckedIn(Loan, Scene.Noon)))!)!;
        returned["UserId"].Should().BeNull();
        returned["ItemId"].Should().NotBeNull();
        Discretion.For(stranger, EventNotices.Of(new ItemCheckedOut(Loan, Copy), Of(new ItemCheckedOut(Loan, Copy)))!).Should().BeNull("a loan is somebody's");
    }

    [Fact]
    public void What_is_hidden_from_a_partner_stays_out_of_what_it_is_told()
    {
        var partner = new Partner { Id = new("THEM"), Network = new("n"), Agency = new("HERE"), Permissions = Permissions.StaffData, Hidden = ["Bibliographic Description"] };
        var lent = Discretion.For(partner, EventNotices.Of(new ItemCheckedOut(Loan, Copy), Of(new ItemCheckedOut(Loan, Copy)))!)!;
        lent.TextAt("UserId", "UserIdentifierValue").Should().Be("c1");
        lent["ItemOptionalFields"]!.HasChildren.Should().BeFalse();
    }
}
