using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using ProtocolServer.Jobs;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Integration.Webhooks;

/// <summary>A server whose webhooks are told things, and a partner that hears of notices; the other ends are doubles.</summary>
public sealed class HookedServer : ServerFixture
{
    public const string Secret = "a-secret-of-both";

    public PartnerDouble Sms { get; } = new();

    public PartnerDouble Books { get; } = new();

    public PartnerDouble Gone { get; } = new();

    public PartnerDouble Flaky { get; } = new();

    public PartnerDouble Partner { get; } = new();

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "hooked.yaml");
        File.WriteAllText(fixture, $$"""
            network: hooked
            agencies:
              - {id: HOOK, name: Hook Library, library: hefei, locations: [{code: HK-HALL, name: Hall}]}
              - {id: MUTE, name: Mute Library, library: hefei, locations: [{code: MU-HALL, name: Hall}]}
              - {id: LEFT, name: Left Library, library: hefei, locations: [{code: LE-HALL, name: Hall}]}
            terminals:
              - {login: hook-sc, secret: secret1, agency: HOOK, kind: self-check, permissions: [pay, block]}
            partners:
              - {id: ACTS, agency: HOOK, agencies: [MUTE, LEFT], permissions: [pay, block, update-item, staff-data]}
              - {id: NEWS, agency: HOOK, permissions: [staff-data], reach: "{{Partner.Address}}", subscriptions: [UserNoticeSent]}
            webhooks:
              - {id: sms, agency: HOOK, url: "{{Sms.Address}}", credentials: sms, permissions: [staff-data], subscriptions: [reader.notice], hidden: [email]}
              - {id: books, agency: HOOK, url: "{{Books.Address}}", credentials: sms, subscriptions: [item.checked-out, item.checked-in, payment.received, charge.assessed]}
              - {id: gone, agency: LEFT, url: "{{Gone.Address}}", credentials: sms, permissions: [staff-data], subscriptions: [reader.notice, item.checked-out]}
              - {id: flaky, agency: HOOK, url: "{{Flaky.Address}}", credentials: sms, permissions: [staff-data], subscriptions: [item.renewed]}
              - {id: keyless, agency: HOOK, url: "{{Books.Address}}", credentials: nothing, subscriptions: [card.blocked]}
            titles: [{record: t1, name: 红楼梦, author: 曹雪芹}]
            series:
              - items: 20
                each: {barcode: "w{n:2}", title: t1, agency: HOOK}
              - items: 4
                each: {barcode: "l{n:2}", title: t1, agency: LEFT}
              - readers: 20
                each: {card: "w{n:2}", agency: HOOK, name: "读者{n}", pin: "1234", email: "w{n}@example.org", phone: "+86 {n}"}
            charges: [{card: w19, agency: HOOK, type: "07", amount: "20.00"}]
            """);
        return standard with
        {
            Empty = false, Fixture = fixture,
            Outbox = new() { FirstRetryMilliseconds = 200, LongestRetrySeconds = 1, AnswerSeconds = 20, LookMilliseconds = 200 },
            Credentials = new() { ["sms"] = new() { SigningSecret = Secret, Header = "X-Api-Key", Token = "k-1" } },
        };
    }

    public Database Database => Server.Services.GetRequiredService<Database>();

    /// <summary>The job that a scheduler starts, by hand.</summary>
    internal Task<JobResult> DeliverAsync() =>
        Server.Services.GetRequiredService<JobRunner>().RunAsync(JobCatalog.Find("deliver-outbox")!, null, CancellationToken.None);

    public async Task<object?> DatabaseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var one in (PartnerDouble[])[Sms, Books, Gone, Flaky, Partner]) one.Dispose();
    }
}
