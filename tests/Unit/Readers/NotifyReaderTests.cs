using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>What another system may have us tell a reader (NCIP SendUserNotice).</summary>
public sealed class NotifyReaderTests
{
    static readonly Scene Here = new();

    static readonly Reader Fang = Scene.Reader() with { Addresses = ReaderAddress.Usual(null, "fang@example.org", null) };

    static Decision<NotifyReader.Result> Notify(Snapshot now, Barcode? copy = null, bool isOfLoan = false, DateTimeOffset? at = null) =>
        new NotifyReader(new("c1"), "overdue", "Please bring it back.", copy, isOfLoan, at).Decide(now, Here.Facts);

    [Fact]
    public void A_card_nobody_has_is_unknown() => Notify(new()).Outcome.Refusal!.Code.Should().Be("card-unknown");

    [Fact]
    public void A_copy_it_is_about_must_be_known() => Notify(new() { Reader = Fang }, new("b1")).Outcome.Refusal!.Code.Should().Be("item-unknown");

    [Fact]
    public void What_is_said_to_be_due_must_be_on_loan_to_her()
    {
        Notify(new() { Reader = Fang, Item = Scene.Item() }, new("b1"), isOfLoan: true).Outcome.Refusal!.Code.Should().Be("not-on-loan");
        var others = Scene.Item() with { Loan = Scene.Loan(1, Scene.Reader(2), Scene.Noon) };
        Notify(new() { Reader = Fang, Item = others }, new("b1"), isOfLoan: true).Outcome.Refusal!.Code.Should().Be("not-on-loan", "somebody else has it");
        var hers = Scene.Item() with { Loan = Scene.Loan(1, Fang, Scene.Noon) };
        Notify(new() { Reader = Fang, Item = hers }, new("b1"), isOfLoan: true).Outcome.Refusal.Should().BeNull();
        Notify(new() { Reader = Fang, Item = others }, new("b1")).Outcome.Refusal.Should().BeNull("a copy can be spoken of without being lent");
    }

    [Fact]
    public void Who_has_left_no_address_can_t_be_told() => Notify(new() { Reader = Scene.Reader() }).Outcome.Refusal!.Code.Should().Be("reader-unreachable");

    [Fact]
    public void A_notice_is_kept_for_its_day_and_never_for_a_day_that_is_past()
    {
        var later = Notify(new() { Reader = Fang }, at: Scene.Noon.AddDays(2)).Events.OfType<ReaderNoticeKept>().Single().Notice;
        (later.Kind, later.Text, later.DueAt).Should().Be(("overdue", "Please bring it back.", Scene.Noon.AddDays(2)));
        Notify(new() { Reader = Fang }, at: Scene.Noon.AddDays(-2)).Events.OfType<ReaderNoticeKept>().Single().Notice.DueAt.Should().Be(Scene.Noon);
        Notify(new() { Reader = Fang }).Events.OfType<ReaderNoticeKept>().Single().Notice.DueAt.Should().Be(Scene.Noon);
    }
}
