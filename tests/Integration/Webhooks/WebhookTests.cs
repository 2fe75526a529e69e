using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Webhooks;

/// <summary>Webhooks: signed, in order, until they answer and not again after that; and readers' notices through them (issue 5, deliver outbox).</summary>
public sealed class WebhookTests(HookedServer server) : IClassFixture<HookedServer>
{
    static string User(string card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>";

    static string Item(string barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>";

    async Task<System.Xml.Linq.XElement> ActAsync(string service, string content, string to = "HOOK")
    {
        using var partner = new NcipClient(server.Http("/ncip"), "ACTS", to);
        var answer = await partner.AskAsync(service, content);
        answer.Descendants("Problem").Should().BeEmpty();
        return answer;
    }

    static string Notice(string card, string text, string more = "", string item = "<UserPrivilege><AgencyId>HOOK</AgencyId><AgencyUserPrivilegeType>adult</AgencyUserPrivilegeType></UserPrivilege>") => User(card) + more +
        $"<UserNoticeDetails><NoticeType>available for pickup</NoticeType><NoticeContent>{text}</NoticeContent>{item}</UserNoticeDetails>";

    static JsonElement Read(PartnerDouble.Received one) => JsonDocument.Parse(one.Document).RootElement;

    static PartnerDouble.Received[] About(PartnerDouble hook, string text) => [.. hook.All.Where(one => one.Document.Contains(text, StringComparison.Ordinal))];

    static Task HeardAsync(PartnerDouble hook, string text, int count) =>
        Waiting.UntilAsync(() => Task.FromResult(About(hook, text).Length >= count), $"{count} messages about {text}, not {About(hook, text).Length}");

    [Fact]
    public async Task A_webhook_is_told_in_order_signed_and_without_whom_it_was_where_it_sees_no_staff_data()
    {
        await ActAsync("CheckOutItem", User("w01") + Item("w01"));
        await ActAsync("CheckInItem", Item("w01"));
        await HeardAsync(server.Books, "\"w01\"", 2);
        var told = About(server.Books, "\"w01\"");
        told.Select(one => one.Service).Should().Equal("item.checked-out", "item.checked-in");
        var body = Read(told[0]);
        body.EnumerateObject().Select(member => member.Name).Should().Equal("specversion", "id", "source", "type", "time", "agency", "data");
        body.GetProperty("agency").GetString().Should().Be("HOOK");
        body.GetProperty("id").GetString().Should().Be(told[0].Key);
        body.GetProperty("data").EnumerateObject().Select(member => member.Name).Should().Equal("item", "title", "dueAt", "renewals");
        told[0].Token.Should().Be("k-1");
        foreach (var one in told)
        {
            var parts = one.Signature!.Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts["t"], System.Globalization.CultureInfo.InvariantCulture));
            at.Should().BeCloseTo(one.At, TimeSpan.FromMinutes(1));
            parts["v1"].Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HookedServer.Secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{one.Document}"))));
        }
    }

    [Fact]
    public async Task A_payment_is_told_with_its_amount_and_no_card()
    {
        await using var stream = await server.ConnectAsync("sip2");
        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "hook-sc", "secret1");
        (await desk.AskAsync("3720260310    1215000700CNYBV20.00|AOHOOK|AAw19|BKhook-1|")).Should().StartWith("38Y");
        await Waiting.UntilAsync(() => Task.FromResult(server.Books.All.Any(one => one.Service == "payment.received")), "the payment");
        var data = Read(server.Books.All.Single(one => one.Service == "payment.received")).GetProperty("data");
        data.GetProperty("amount").GetString().Should().Be("20.00");
        data.GetProperty("currency").GetString().Should().Be("CNY");
        data.GetProperty("settled").GetArrayLength().Should().Be(1);
        data.TryGetProperty("card", out _).Should().BeFalse();
    }

    [Fact]
    public async Task What_is_not_answered_comes_again_under_the_same_id_and_what_was_answered_does_not()
    {
        var asked = 0;
        server.Flaky.Answers = async _ =>
        {
            switch (Interlocked.Increment(ref asked))
            {
                case 1: return (500, "");
                case 2: return (302, "");
                case 3:
                    await Waiting.UntilAsync(() => Volatile.Read(ref asked) > 3, "the next attempt");
                    return (200, "");
                default: return (204, "");
            }
        };
        await ActAsync("CheckOutItem", User("w02") + Item("w02"));
        await ActAsync("RenewItem", User("w02") + Item("w02"));
        await HeardAsync(server.Flaky, "\"w02\"", 4);
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select outcome from outbox where destination = 'flaky'") is "done", "the answer is noted");
        await server.DeliverAsync();
        About(server.Flaky, "\"w02\"").Should().HaveCount(4);
        About(server.Flaky, "\"w02\"").Select(one => one.Key).Distinct().Should().ContainSingle();
        About(server.Flaky, "\"w02\"").Select(one => one.Document).Distinct().Should().ContainSingle("byte for byte");
        (await server.DatabaseAsync("select length(body) from outbox where destination = 'flaky'")).Should().Be(0, "what was told is not kept");
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_sent_and_staff_see_why()
    {
        (await server.DatabaseAsync("select count(*) from outbox where destination = 'keyless'")).Should().Be(0L);
        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "hook-sc", "secret1");
        await desk.AskAsync("01N20260310    121500AOHOOK|ALlost|AAw18|ACx|");
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select last_error from outbox_destination where destination = 'keyless'") is string, "an attempt");
        (await server.DatabaseAsync("select last_error from outbox_destination where destination = 'keyless'")).Should().BeOfType<string>().Which.Should().Contain("Credentials:nothing");
    }

    [Fact]
    public async Task A_reader_s_notice_goes_out_on_its_day_once_and_partners_hear_that_it_was_sent()
    {
        var answer = await ActAsync("SendUserNotice", Notice("w03", "第一本书等着您", item: $"<NoticeItem><ItemDetails>{Item("w03")}<BibliographicDescription><Title>红楼梦</Title></BibliographicDescription></ItemDetails></NoticeItem>"));
        answer.Descendants("DateWillSend").Should().ContainSingle("somebody tells readers here");
        await ActAsync("SendUserNotice", Notice("w04", "later", "<DateToSend>2099-01-02T08:00:00Z</DateToSend>"));
        About(server.Sms, "第一本书等着您").Should().BeEmpty("the job hands it over");

        // Twice, and from several places at once: once.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.DeliverAsync()));
        await HeardAsync(server.Sms, "第一本书等着您", 1);
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select told_at is not null from reader_notice where body = '第一本书等着您'") is true, "it is noted");
        await server.DeliverAsync();
        var told = About(server.Sms, "第一本书等着您").Should().ContainSingle().Subject;
        var data = Read(told).GetProperty("data");
        told.Service.Should().Be("reader.notice");
        data.GetProperty("phone").GetString().Should().Be("+86 3");
        data.GetProperty("title").GetString().Should().Be("红楼梦");
        data.TryGetProperty("email", out _).Should().BeFalse("it is hidden from this one");
        data.TryGetProperty("name", out _).Should().BeFalse("who sends a text message needs no name");

        await HeardAsync(server.Partner, ">w03<", 1);
        var news = About(server.Partner, ">w03<").Should().ContainSingle().Subject;
        news.Service.Should().Be("UserNoticeSent");
        NcipSchemas.Mistakes(news.Document).Should().BeEmpty();
        news.Document.Should().NotContain("第一本书等着您", "what it said is between her and the library");
        About(server.Sms, "later").Should().BeEmpty("its day has not come");
        (await server.DatabaseAsync("select count(*) from reader_notice where body = 'later' and handed_at is null")).Should().Be(1L);
    }

    [Fact]
    public async Task Where_nobody_takes_notices_no_date_is_promised_and_they_stay_kept()
    {
        var answer = await ActAsync("SendUserNotice", Notice("w05", "kept"), "MUTE");
        answer.Descendants("DateWillSend").Should().BeEmpty();
        await server.DeliverAsync();
        (await server.DatabaseAsync("select count(*) from reader_notice where body = 'kept' and handed_at is null and told_at is null")).Should().Be(1L);
        var seen = await new Adapters.Postgres.StaffLists(server.Database, TimeProvider.System).NoticesAsync("MUTE", 10, TestContext.Current.CancellationToken);
        seen.Should().NotBeEmpty().And.OnlyContain(notice => !notice.IsTaken, "staff see it");
    }

    [Fact]
    public async Task Gone_stops_a_webhook_for_good_and_its_notices_are_kept_for_another()
    {
        server.Gone.Answers = static _ => Task.FromResult((410, ""));
        await ActAsync("SendUserNotice", Notice("w06", "gone-1"), "LEFT");
        await server.DeliverAsync();
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select stopped_at is not null from webhook where webhook_id = 'gone'") is true, "it is stopped");
        server.Gone.All.Should().ContainSingle();
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select handed_at is null from reader_notice where body = 'gone-1'") is true, "the notice is kept again");
        await ActAsync("CheckOutItem", User("w06") + Item("l01"), "LEFT");
        await server.DeliverAsync();
        server.Gone.All.Should().ContainSingle("it said that it wants no more");
        (await server.DatabaseAsync("select count(*) from outbox where destination = 'gone' and answered_at is null")).Should().Be(0L);

        server.Gone.Answers = static _ => Task.FromResult((200, ""));
        (await new Adapters.Postgres.WebhookRegister(server.Database).ResumeAsync(null, "gone", TestContext.Current.CancellationToken)).Should().BeTrue();
        await server.DeliverAsync();
        await HeardAsync(server.Gone, "gone-1", 2);
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select told_at is not null from reader_notice where body = 'gone-1'") is true, "now it was told");
    }

    [Fact]
    public async Task An_operator_adds_pauses_resumes_and_removes_a_webhook_on_the_command_line()
    {
        async Task<(int Code, string Told, string Errors)> RunAsync(params string[] words)
        {
            var done = await ServerProcess.RunAsync(["webhook", .. words, "--connection", server.DatabaseConnection!, "--data", Path.Combine(Path.GetTempPath(), "hooked-cli")]);
            server.Server.Services.GetRequiredService<ProtocolServer.Webhooks.WebhookBook>().Forget();
            return done;
        }

        using var own = new PartnerDouble();
        using var desk = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "hook-sc", "secret1");
        var url = own.Address.ToString();
        string[] add = ["add", "own", "--agency", "HOOK", "--url", url, "--tell", "hold.placed", "hold.cancelled"];
        (await RunAsync(["add", "own", "--agency", "HOOK", "--url", url, "--tell", "hold.place"])).Errors.Should().Contain("hold.placed", "it says what there is");
        (await RunAsync(["add", "own", "--agency", "HOOK", "--url", url, "--tell", "reader.notice"])).Code.Should().Be(2, "who tells readers has to know whom");
        (await RunAsync(["add", "own", "--agency", "NOWHERE", "--url", url, "--tell", "hold.placed"])).Code.Should().Be(1);
        var (added, secret, why) = await RunAsync(add);
        added.Should().Be(0, why);
        secret.Trim().Should().MatchRegex("^[0-9a-f]{64}$", "it is made, and shown this once");
        (await RunAsync(add)).Code.Should().Be(1, "there is one of that name");
        (await RunAsync("list", "--json")).Told.Should().Contain("\"own\"").And.NotContain(secret.Trim());

        own.Answers = static _ => Task.FromResult((503, ""));
        await HoldAsync('+');
        await Waiting.UntilAsync(async () => (await RunAsync("failed", "own")).Told.Contains("503", StringComparison.Ordinal), "what was not taken is seen");
        (await RunAsync("failed", "own", "--json")).Told.Should().Contain("hold.placed").And.Contain("waits");
        own.Answers = static _ => Task.FromResult((200, ""));
        (await RunAsync("retry", "own")).Code.Should().Be(0);
        (await RunAsync("retry", "nobody")).Code.Should().Be(1);
        await Waiting.UntilAsync(async () => await server.DatabaseAsync("select count(*) from outbox where destination = 'own' and outcome = 'done'") is 1L, "it is told");
        var told = own.All[^1];
        var stamp = told.Signature!.Split(',')[0][2..];
        told.Signature.Should().EndWith(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Trim()), Encoding.UTF8.GetBytes($"{stamp}.{told.Document}"))));

        (await RunAsync("pause", "own")).Code.Should().Be(0);
        (await RunAsync("pause", "own")).Code.Should().Be(1);
        var before = own.All.Count;
        await HoldAsync('-');
        (await server.DatabaseAsync("select count(*) from outbox where destination = 'own' and answered_at is null")).Should().Be(0L, "what happens while it is paused is not told");
        (await RunAsync("resume", "own")).Code.Should().Be(0);
        await HoldAsync('+');
        await Waiting.UntilAsync(() => Task.FromResult(own.All.Count > before), "it is told again");
        (await RunAsync("secret", "own")).Told.Trim().Should().MatchRegex("^[0-9a-f]{64}$").And.NotBe(secret.Trim());
        (await RunAsync("remove", "own")).Code.Should().Be(0);
        (await RunAsync("remove", "own")).Code.Should().Be(1);
        (await server.DatabaseAsync("select count(*) from webhook where webhook_id = 'own'")).Should().Be(0L);
        await HoldAsync('-');

        async Task HoldAsync(char what) => (await desk.AskAsync($"15{what}20260310    121500AOHOOK|AAw15|AD1234|ABw10|")).Should().StartWith("161");
    }

    [Fact]
    public async Task Staff_see_webhooks_and_untold_notices_from_the_command_line()
    {
        string[] here = ["--connection", server.DatabaseConnection!, "--data", Path.Combine(Path.GetTempPath(), "hooked-cli")];
        await ActAsync("SendUserNotice", Notice("w07", "seen by nobody"), "MUTE");
        var (code, hooks, errors) = await ServerProcess.RunAsync(["webhook", "--json", .. here]);
        code.Should().Be(0, errors);
        JsonDocument.Parse(hooks).RootElement.EnumerateArray().Select(one => one.GetProperty("id").GetString()).Should().Equal("books", "flaky", "gone", "keyless", "sms");
        (await ServerProcess.RunAsync(["webhook", .. here])).ExitCode.Should().Be(0);
        (await ServerProcess.RunAsync(["webhook", "resume", "nobody", .. here])).ExitCode.Should().Be(1);
        var (seen, notices, why) = await ServerProcess.RunAsync(["staff", "notices", "--agency", "MUTE", "--json", .. here]);
        seen.Should().Be(0, why);
        notices.Should().Contain("available for pickup").And.NotContain("seen by nobody");
        var (ran, did, fault) = await ServerProcess.RunAsync(["jobs", "run", "deliver-outbox", .. here]);
        ran.Should().Be(0, fault);
        did.Should().StartWith("deliver-outbox:");
    }
}
