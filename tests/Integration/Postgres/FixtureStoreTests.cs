using FluentAssertions;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Postgres;

public sealed class FixtureStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    static Fixture Read(string network) => FixtureFiles.Read([($"{network}.yaml", $$"""
        network: {{network}}
        agencies:
          - {id: {{network}}-HF, name: Small, library: hefei, locations: [{code: HF-1, name: Hall}, {code: HF-2, name: Night}]}
        terminals:
          - {login: {{network}}-sc1, secret: secret1, kind: self-check, permissions: [pay, staff-data], addresses: [10.0.0.0/8]}
        titles:
          - {record: t1, name: 红楼梦, author: 曹雪芹}
        items:
          - {barcode: b1, title: t1}
          - {barcode: b2, title: t1}
        readers:
          - {card: c1, name: 王芳, born: 1984-02-29}
          - {card: c2, name: 李伟, pin: "1234", cards: [{number: c0, state: superseded, superseded-by: c2}]}
        loans:
          - {item: b1, card: c1, due: -2d}
        holds:
          - {title: t1, card: c2, state: ready, captured: b2, shelf-until: +3d, pickup: HF-2}
        charges:
          - {card: c1, type: "04", amount: "0.30", item: b1, paid: "0.10", paid-at: {{network}}-sc1}
          - {card: c2, type: "03", amount: "5.00", paid: "5.00", paid-at: {{network}}-sc1}
        """)], LibraryFiles.Load().OrThrow(), Now).OrThrow().Single();

    FixtureStore Store => new(postgres.Database, new CountedIdsOf(Interlocked.Increment(ref stores)), iterations: 10);

    static int stores;

    [Fact]
    public async Task G_4_what_a_fixture_says_is_in_the_database_and_its_charges_are_balanced_postings()
    {
        var loaded = await Store.LoadAsync(Read("a"), Now, cancel: TestContext.Current.CancellationToken);
        loaded.Should().Be(new FixtureLoaded(new("a"), AlreadyThere: false, Readers: 2, Items: 2, Loans: 1, Holds: 1, Charges: 2));

        (await Ask("select string_agg(card_number || ' ' || state, ',' order by card_number) from card where network_id = 'a'"))
            .Should().Be("c0 superseded,c1 active,c2 active");
        (await Ask("select current_location from item where network_id = 'a' and barcode = 'b2'")).Should().Be("HF-2");
        (await Ask("select sum(amount_minor) from posting where network_id = 'a'")).Should().Be(0m);
        (await Ask("""
            select sum(p.amount_minor) from posting p join charge c using (network_id, charge_id)
            where network_id = 'a' and c.fee_type = '04' and settled_at is null
            """)).Should().Be(20m, "0.10 of 0.30 is paid");
        (await Ask("select count(*) from charge where network_id = 'a' and settled_at is not null")).Should().Be(1L);
        (await Ask("select permissions::text || ' ' || addresses::text from terminal where network_id = 'a'")).Should().Be("{pay,staff-data} {10.0.0.0/8}");
    }

    [Fact]
    public async Task HF_3_the_stored_hash_is_that_of_the_birth_date()
    {
        await Store.LoadAsync(Read("b"), Now, cancel: TestContext.Current.CancellationToken);
        var hash = (string)(await Ask("select pin_hash from reader join card using (network_id, reader_id) where network_id = 'b' and card_number = 'c1'"))!;
        PinHash.Verify("19840229", hash).Should().BeTrue();
        PinHash.Verify("19840228", hash).Should().BeFalse();
    }

    [Fact]
    public async Task A_fixture_loaded_twice_is_there_once()
    {
        await Store.LoadAsync(Read("c"), Now, cancel: TestContext.Current.CancellationToken);
        var again = await Store.LoadAsync(Read("c"), Now, cancel: TestContext.Current.CancellationToken);
        again.AlreadyThere.Should().BeTrue();
        (await Ask("select count(*) from item where network_id = 'c'")).Should().Be(2L);
    }

    [Fact]
    public async Task Two_loads_of_the_same_network_at_the_same_moment_leave_it_there_once()
    {
        var both = await Task.WhenAll(
            Store.LoadAsync(Read("d"), Now, cancel: TestContext.Current.CancellationToken),
            Store.LoadAsync(Read("d"), Now, cancel: TestContext.Current.CancellationToken));
        both.Count(loaded => !loaded.AlreadyThere).Should().Be(1);
        (await Ask("select count(*) from loan where network_id = 'd'")).Should().Be(1L);
    }

    [Fact]
    public async Task An_agency_of_another_network_is_refused_and_nothing_is_left_behind()
    {
        await Store.LoadAsync(Read("e"), Now, cancel: TestContext.Current.CancellationToken);
        var taken = Read("e") with { Network = new("f") };
        var load = () => Store.LoadAsync(taken, Now, cancel: TestContext.Current.CancellationToken);
        (await load.Should().ThrowAsync<SetupException>()).WithMessage("*unique on the whole server*");
        (await Ask("select count(*) from network where network_id = 'f'")).Should().Be(0L);
    }

    async Task<object?> Ask(string sql)
    {
        await using var command = postgres.Database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Counted ids that do not meet those of another store.</summary>
    sealed class CountedIdsOf(int store) : Domain.Kernel.IIdSource
    {
        int last;

        public Guid Next() => new(Interlocked.Increment(ref last), (short)store, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
    }
}
