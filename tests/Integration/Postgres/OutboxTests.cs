using FluentAssertions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

/// <summary>The sender's side of the outbox on a real database: leases, order, failures, giving up.</summary>
public sealed class OutboxTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    readonly Outbox outbox = new(postgres.Database);
    readonly Guid left = new(1, 0, 0, new byte[8]), right = new(2, 0, 0, new byte[8]);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task WriteAsync(string destination, params string[] subjects)
    {
        await ExecuteAsync($"insert into outbox_destination (network_id, kind, destination, next_at) values ('n', 'ncip', '{destination}', now()) on conflict do nothing");
        foreach (var subject in subjects)
            await ExecuteAsync($"insert into outbox (network_id, outbox_id, at, kind, destination, subject, body) values ('n', gen_random_uuid(), now(), 'ncip', '{destination}', '{subject}', 'x')");
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    async Task<OutboxClaim?> ClaimAsync(Guid node, string destination)
    {
        var all = await outbox.ClaimAsync(node, Lease, 100, Cancel);
        foreach (var other in all.Where(one => one.Destination != destination)) await outbox.ReleaseAsync(other, node, Cancel);
        return all.FirstOrDefault(one => one.Destination == destination);
    }

    [Fact]
    public async Task A_destination_belongs_to_one_node_and_its_messages_come_in_order()
    {
        await WriteAsync("order", "first", "second");
        var mine = (await ClaimAsync(left, "order"))!;
        (await ClaimAsync(right, "order")).Should().BeNull("it is another node's");
        (await outbox.NextAsync(mine, right, Lease, Lease, Cancel)).Should().BeNull("who has no lease gets nothing to send");
        var letter = (await outbox.NextAsync(mine, left, Lease, Lease, Cancel))!;
        letter.Subject.Should().Be("first");
        (await outbox.NextAsync(mine, left, Lease, Lease, Cancel))!.Subject.Should().Be("first", "until it is answered");
        await outbox.AnsweredAsync(letter, left, "done", TimeSpan.FromMilliseconds(5), Cancel);
        (await outbox.NextAsync(mine, left, Lease, Lease, Cancel))!.Subject.Should().Be("second");
        await outbox.ReleaseAsync(mine, left, Cancel);
        (await ClaimAsync(right, "order")).Should().NotBeNull();
    }

    [Fact]
    public async Task A_node_that_dies_loses_its_destinations_when_the_lease_ends()
    {
        await WriteAsync("dies", "first");
        var mine = (await ClaimAsync(left, "dies"))!;
        await ExecuteAsync("update outbox_destination set leased_until = now() - interval '1 second' where destination = 'dies'");
        (await outbox.NextAsync(mine, left, Lease, Lease, Cancel)).Should().BeNull("it came back too late");
        (await ClaimAsync(right, "dies")).Should().NotBeNull();
    }

    [Fact]
    public async Task Who_failed_is_left_alone_and_staff_see_why_until_it_is_hurried_or_dropped()
    {
        await WriteAsync("away", "first");
        var mine = (await ClaimAsync(left, "away"))!;
        var letter = (await outbox.NextAsync(mine, left, Lease, Lease, Cancel))!;
        await outbox.FailedAsync(letter, left, "It is away.", TimeSpan.Zero, TimeSpan.FromHours(1), Cancel);
        (await ClaimAsync(right, "away")).Should().BeNull();
        var seen = (await outbox.WaitingAsync("ncip", 100, Cancel)).Single(one => one.Destination == "away");
        seen.Should().BeEquivalentTo(new { Subject = "first", Attempts = 1, LastError = "It is away." });
        await outbox.HurryAsync(Cancel);
        (await ClaimAsync(right, "away"))!.Failures.Should().Be(1);
        (await outbox.DropAsync(letter.Id, Cancel)).Should().BeTrue();
        (await outbox.DropAsync(letter.Id, Cancel)).Should().BeFalse();
        (await outbox.WaitingAsync(null, 100, Cancel)).Should().NotContain(one => one.Destination == "away");
    }

    [Fact]
    public async Task What_waits_too_long_is_given_up_and_what_was_answered_long_ago_is_forgotten()
    {
        await WriteAsync("old", "first", "second");
        await ExecuteAsync("update outbox set at = now() - interval '20 days' where destination = 'old' and subject = 'first'");
        await outbox.TidyAsync(14, 90, Cancel);
        (await outbox.WaitingAsync(null, 100, Cancel)).Where(one => one.Destination == "old").Should().ContainSingle().Which.Subject.Should().Be("second");
        await ExecuteAsync("update outbox set answered_at = now() - interval '100 days' where destination = 'old' and subject = 'first'");
        await outbox.TidyAsync(14, 90, Cancel);
        await using var count = postgres.Database.Source.CreateCommand("select count(*) from outbox where destination = 'old'");
        (await count.ExecuteScalarAsync(Cancel)).Should().Be(1L);
        (await outbox.CountsAsync(Cancel)).Single(one => one.Kind == "ncip").Messages.Should().BePositive();
    }
}
