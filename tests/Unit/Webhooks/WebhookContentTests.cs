using System.Collections.Frozen;
using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Webhooks;
using Xunit;

namespace ProtocolServer.Tests.Unit.Webhooks;

/// <summary>What a webhook is told of what happened, and what of it only some may see.</summary>
public sealed class WebhookContentTests
{
    static readonly Scene Here = new();
    static readonly Reader Fang = Scene.Reader(1);
    static readonly Loan Loan = Scene.Loan(1, Fang, Scene.Noon.AddDays(30));
    static readonly Item Copy = Scene.Item(1);
    static readonly Hold Hold = Scene.Hold(1, Fang);
    static readonly Currency Cny = Currency.Parse("CNY");
    static readonly LedgerEntry Entry = new(Scene.Id(9), "paid", new Posting(Accounts.Cash(new("sc1")), new(150, Cny)), new Posting(Accounts.Receivable(Fang.Id), new(-150, Cny)));

    static readonly Snapshot Now = new() { Reader = Fang with { Holds = [Hold] }, Item = Copy with { Loan = Loan }, Title = new(Scene.Title, [], 0) };

    static readonly KeptNotice Kept = new(new(Scene.Id(30), Fang.Id, "reminder", "It waits.", Copy.Barcode, Scene.Noon), Fang.Card.Number)
    {
        Category = "adult", Email = "fang@example.org", Phone = "+86100", Address = "1 Long Street", Title = Scene.Title,
    };

    static readonly MoneyHold Held = new()
    {
        Id = new(Scene.Id(40)), Reader = Fang.Id, Terminal = new("mfp"), Reference = "7", Purpose = "COPY", Amount = new(100, Cny), PlacedAt = Scene.Noon, ExpiresAt = Scene.Noon,
    };

    static readonly OnlinePayment Online = new()
    {
        Id = Scene.Id(50), Agency = new("HERE"), Reader = Fang.Id, Card = Fang.Card.Number, Gateway = "gateway", Purpose = OnlinePurpose.Fees, Amount = new(150, Cny),
        StartedAt = Scene.Noon, ExpiresAt = Scene.Noon, Received = new(0, Cny), Rest = new(0, Cny), Refunded = new(0, Cny), RefundedOfRest = new(0, Cny),
    };

    static readonly OnlineRefund Refund = new(Scene.Id(51), Online.Id, Fang.Id, "gateway", new(50, Cny), new(0, Cny), "paid twice", "staff");

    static readonly DomainEvent[] Events =
    [
        new ItemCheckedOut(Loan, Copy), new ItemCheckedIn(Loan, Scene.Noon), new LoanEnded(Loan, Scene.Noon), new CheckOutUndone(Loan.Id), new CheckInUndone(Loan.Id, Loan.Card, Loan.DueAt, 0),
        new LoanRenewed(Loan), new RenewalUndone(Loan.Id, Scene.Noon, 0), new LoanRecalled(Loan with { RecalledAt = Scene.Noon }), new LoanBecameOverdue(Loan), new LoanLost(Loan),
        new HoldPlaced(Hold, new("HERE")), new HoldCaptured(Hold, Copy.Id, HoldState.Ready, Scene.Noon), new HoldCancelled(Hold), new HoldExpired(Hold),
        new ReaderEnrolled(Fang), new ReaderChanged(Fang), new CardBlocked(Fang.Id, Fang.Card.Number, new(new("sc1"), Scene.Noon, "left behind", true)),
        new CardUnblocked(Fang.Id, Fang.Card.Number), new CardStateChanged(Fang.Id, Fang.Card.Number, CardState.Lost), new ReaderNoticeHanded(Kept, []),
        new ChargeAssessed(new(Scene.Id(7)), Fang.Id, new("HERE"), FeeTypes.Overdue, new(150, Cny), Copy, Loan.Id, Scene.Id(8)),
        new ChargeRaised(new(Scene.Id(7)), Fang.Id, new("HERE"), FeeTypes.Overdue, new(150, Cny), Scene.Id(8)),
        new FinesAccrued(new("HERE"), new(2026, 3, 2), [new(Loan, 10, new ChargeId(Scene.Id(7)))], null), new PaymentReceived(Fang.Id, Entry, null, [new(Scene.Id(7))]),
        new EntryReversed(Scene.Id(10), Scene.Id(9)), new MoneyMoved(Entry, null), new CopyCardTransferred("old", Fang.Id, null, Entry, null), new MoneyHeld(Held, new("HERE"), Entry),
        new MoneyHoldEnded(Held, MoneyHoldState.Captured, new Money(60, Cny), Entry, null),
        new OnlinePaymentReceived(Online, new("gateway", "1", 150, "CNY", Scene.Noon), Entry, [], new(0, Cny), []), new OnlineRefundDecided(Refund, Entry), new OnlineRefundSent(Refund, "2", Entry),
    ];

    static Happened Of(DomainEvent one) => new(new("n"), [one], Now, Here.Facts);

    static readonly Webhook Hook = new()
    {
        Id = "hook", Network = new("n"), Agency = new("HERE"), Url = new("https://hook.example.org/"), Credentials = "c", Subscriptions = WebhookEvents.All, Permissions = Permissions.StaffData,
    };

    static async Task<JsonElement[]> ToldAsync(Webhook hook, DomainEvent one)
    {
        var announcer = new WebhookAnnouncements(new(new Register(hook), TimeProvider.System));
        var messages = await announcer.OfAsync(Of(one is ReaderNoticeHanded handed ? handed with { To = [hook] } : one), CancellationToken.None);
        messages.Should().NotContain(message => message.Kind != OutboxKinds.Webhook || message.Destination != hook.Id || message.Body.Length >= 64 * 1024);
        return [.. messages.Select(message => JsonDocument.Parse(message.Body).RootElement)];
    }

    sealed class Register(Webhook hook) : IWebhookRegister
    {
        public Task<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Webhook>>([hook]);

        public Task StopAsync(NetworkId network, string webhook, string why, CancellationToken cancel) => Task.CompletedTask;
    }

    [Fact]
    public void Everything_that_can_be_subscribed_to_comes_about_and_nothing_else_is_told() =>
        Events.SelectMany(one => WebhookContent.Of(one, Of(one))).Select(told => told.Type).Distinct().Should().BeEquivalentTo(WebhookEvents.All);

    [Fact]
    public async Task Nothing_personal_goes_to_who_sees_no_staff_data()
    {
        var personal = FrozenSet.ToFrozenSet(["card", "email", "phone", "address", "language", "text"]);
        foreach (var one in Events)
            foreach (var told in await ToldAsync(Hook with { Permissions = Permissions.None }, one))
            {
                told.GetProperty("data").EnumerateObject().Select(member => member.Name).Should().NotIntersectWith(personal);
                told.GetRawText().Should().NotContain(Fang.Card.Number.Value + "\"").And.NotContain(Fang.Name);
            }
    }

    [Fact]
    public async Task What_is_hidden_from_a_webhook_stays_out()
    {
        var told = (await ToldAsync(Hook with { Hidden = ["email", "title"] }, new ReaderNoticeHanded(Kept, []))).Single().GetProperty("data");
        told.EnumerateObject().Select(member => member.Name).Should().Equal("notice", "kind", "text", "card", "item", "phone");
    }

    [Fact]
    public async Task A_letter_goes_by_post_only_where_nothing_else_reaches_her()
    {
        var told = (await ToldAsync(Hook, new ReaderNoticeHanded(Kept with { Email = null, Phone = null }, []))).Single().GetProperty("data");
        told.GetProperty("address").GetString().Should().Be("1 Long Street");
    }

    [Fact]
    public async Task A_long_text_is_cut()
    {
        var told = (await ToldAsync(Hook, new ReaderNoticeHanded(Kept with { Notice = Kept.Notice with { Text = new('字', 100_000) } }, []))).Single().GetProperty("data");
        told.GetProperty("text").GetString().Should().HaveLength(4000).And.EndWith("…");
    }

    [Fact]
    public async Task Amounts_are_decimal_texts_with_their_currency()
    {
        var told = (await ToldAsync(Hook, new PaymentReceived(Fang.Id, Entry, null, []))).Single().GetProperty("data");
        told.GetProperty("amount").GetString().Should().Be("1.50");
        told.GetProperty("currency").GetString().Should().Be("CNY");
    }

    [Fact]
    public async Task Another_agency_and_another_subscription_are_not_told()
    {
        (await ToldAsync(Hook with { Agency = new("ELSEWHERE") }, Events[0])).Should().BeEmpty();
        (await ToldAsync(Hook with { Subscriptions = ["hold.placed"] }, Events[0])).Should().BeEmpty();
        (await ToldAsync(Hook with { StoppedAt = Scene.Noon }, Events[0])).Should().BeEmpty();
    }

    [Fact]
    public void The_signature_is_the_HMAC_of_time_and_body()
    {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        WebhookSignature.Of("secret", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}"u8).Should().Be(
            "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
    }

    [Fact]
    public void A_notice_is_handed_over_on_its_day_once_and_only_where_somebody_takes_it()
    {
        bool IsHanded(KeptNotice? kept, params Webhook[] to) =>
            new HandOverNotice(Kept.Notice.Id, [.. to]).Decide(new() { Notice = kept }, Here.Facts).Outcome.IsHanded;
        IsHanded(Kept, Hook).Should().BeTrue();
        IsHanded(Kept).Should().BeFalse();
        IsHanded(null, Hook).Should().BeFalse();
        IsHanded(Kept with { HandedAt = Scene.Noon }, Hook).Should().BeFalse();
        IsHanded(Kept with { Notice = Kept.Notice with { DueAt = Here.Facts.Now.AddSeconds(1) } }, Hook).Should().BeFalse();
    }

    [Fact]
    public void That_a_notice_was_sent_is_told_once_also_where_two_have_sent_it()
    {
        var note = new NoteNoticeSent(Scene.Id(60), Kept.Notice.Id);
        note.Decide(new() { Notice = Kept }, Here.Facts).Events.Select(one => one.GetType()).Should().Equal(typeof(MessageAnswered), typeof(ReaderNoticeSent));
        note.Decide(new() { Notice = Kept with { ToldAt = Scene.Noon } }, Here.Facts).Events.Select(one => one.GetType()).Should().Equal(typeof(MessageAnswered));
    }
}
