using System.Collections.Frozen;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Fixtures;

public sealed class FixtureFilesTests
{
    static readonly FrozenDictionary<string, LibraryFile> Libraries = LibraryFiles.Load().OrThrow();
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    const string Good = """
        network: small
        agencies:
          - {id: HF, name: Small, library: hefei, locations: [{code: HF-1, name: Hall}, {code: HF-2, name: Night}]}
        terminals:
          - {login: sc1, secret: secret1, kind: self-check, permissions: [pay, staff-data], addresses: [10.0.0.0/8]}
        titles:
          - {record: t1, name: 红楼梦, author: 曹雪芹}
        items:
          - {barcode: b1, title: t1}
          - {barcode: b2, title: t1}
          - {barcode: b3, title: t1}
        readers:
          - {card: c1, name: 王芳, born: 1984-02-29}
          - {card: c2, name: 李伟, pin: "1234", valid-until: -1d, cards: [{number: c0, state: superseded, superseded-by: c2}]}
        loans:
          - {item: b1, card: c1, due: -2d}
        holds:
          - {title: t1, card: c2, state: ready, captured: b2, shelf-until: +3d, pickup: HF-2}
        charges:
          - {card: c1, type: "04", amount: "0.30", item: b1}
        """;

    static System.Collections.Immutable.ImmutableArray<FileError> Mistakes(string text) => FixtureFiles.Read([("f.yaml", text)], Libraries, Now).Errors;

    static Fixture Read(string text) => FixtureFiles.Read([("f.yaml", text)], Libraries, Now).OrThrow().Single();

    [Fact]
    public void HF_3_without_a_PIN_it_is_the_birth_date_and_must_be_changed()
    {
        var reader = Read(Good).Readers[0];
        (reader.Pin, reader.PinMustChange).Should().Be(("19840229", true));
    }

    [Fact]
    public void Days_are_counted_from_the_day_of_loading_in_the_librarys_time()
    {
        var fixture = Read(Good);
        fixture.Loans[0].DueAt.Should().Be(new DateTimeOffset(2026, 2, 27, 23, 59, 59, TimeSpan.FromHours(8)));
        fixture.Readers[1].Cards[0].ValidUntil.Should().Be(new(2026, 2, 28));
        fixture.Holds[0].ShelfUntil.Should().Be(new DateTimeOffset(2026, 3, 4, 23, 59, 59, TimeSpan.FromHours(8)));
    }

    [Fact]
    public void A_captured_copy_stands_where_its_hold_is_collected() => Read(Good).Items[1].CurrentLocation.Should().Be("HF-2");

    [Fact]
    public void A_reader_is_a_member_of_the_home_library_unless_the_file_says_otherwise() =>
        Read(Good).Readers[0].Memberships.Should().Equal(new Membership(new("HF"), MembershipState.Active));

    [Theory]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b9, card: c1, due: -2d}", "there is no item 'b9'.")]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b1, card: c9, due: -2d}", "there is no card 'c9'.")]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b1, card: c1, due: soon}", "days from the day of loading such as -12d")]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b1, card: c1, due: -2d, out: -1d}", "was due before it was lent")]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b2, card: c1, due: -2d}", "item b2 is captured and yet on loan.")]
    [InlineData("{item: b1, card: c1, due: -2d}", "{item: b1, card: c1, due: -2d}\n  - {item: b1, card: c2, due: -2d}", "is on loan twice; the first is in line 16")]
    [InlineData("shelf-until: +3d, ", "", "a hold that is ready needs the day until which it waits")]
    [InlineData("captured: b2, ", "", "needs the copy that was captured for it")]
    [InlineData("state: ready, ", "", "a waiting hold has captured nothing")]
    [InlineData("pickup: HF-2", "pickup: HF-9", "there is no location 'HF-9' to collect at.")]
    [InlineData("superseded-by: c2", "superseded-by: c7", "card c0 is superseded")]
    [InlineData("{barcode: b3, title: t1}", "{barcode: b2, title: t1}", "barcode 'b2' stands twice")]
    [InlineData("{barcode: b3, title: t1}", "{barcode: b3, title: t7}", "there is no title 't7'")]
    [InlineData("{barcode: b3, title: t1}", "{barcode: b3, title: t1, kind: dvd}", "library file hefei has no kind 'dvd'")]
    [InlineData("library: hefei", "library: hefey", "did you mean 'hefei'?")]
    [InlineData("permissions: [pay", "permissions: [pays", "did you mean 'pay'?")]
    [InlineData("10.0.0.0/8", "10.0.0.7", "'10.0.0.7' is not a network")]
    [InlineData("amount: \"0.30\"", "amount: \"0.301\"", "must be an amount in CNY")]
    [InlineData("amount: \"0.30\"", "amount: \"0.30\", paid: \"0.40\", paid-at: sc1", "more is paid than was charged")]
    [InlineData("amount: \"0.30\"", "amount: \"0.30\", paid: \"0.10\"", "name the terminal that took the payment")]
    public void What_does_not_fit_together_is_told_with_its_line(string right, string wrong, string message)
    {
        var mistakes = Mistakes(Good.Replace(right, wrong, StringComparison.Ordinal));
        mistakes.Should().Contain(m => m.Message.Contains(message, StringComparison.Ordinal)).And.OnlyContain(m => m.Line > 0 && m.File == "f.yaml");
    }

    [Fact]
    public void Files_of_one_network_are_read_as_one()
    {
        const string more = "network: small\nitems:\n  - {barcode: b4, title: t1}";
        FixtureFiles.Read([("f.yaml", Good), ("more.yaml", more)], Libraries, Now).OrThrow().Single().Items.Should().HaveCount(4);
    }

    [Fact]
    public void An_agency_in_two_networks_is_a_mistake() =>
        FixtureFiles.Read([("f.yaml", Good), ("g.yaml", Good.Replace("network: small", "network: other", StringComparison.Ordinal))], Libraries, Now)
            .Errors.Should().ContainSingle().Which.Message.Should().Contain("agency HF stands twice");

    const string Series = Good + """

        lists:
          surname: [赵, 钱, 孙]
          book: [西游记 / 吴承恩, 老残游记 / 刘鹗, 诗经]
        series:
          - readers: 30
            each: {card: "9{n*2+1:4}", name: "{surname}{surname[n]}", born: "{n%50+1950}-{n%12+1:2}-{n%28+1:2}"}
          - titles: 3
            each: {record: "s{n}", name: "{book[n].1}", author: "{book[n].2}"}
        """;

    [Fact]
    public void A_series_makes_many_records_the_same_ones_every_time()
    {
        var fixture = Read(Series);
        fixture.Readers[2].Cards[0].Number.Should().Be(new CardNumber("90003"));
        fixture.Readers[31].Cards[0].Number.Should().Be(new CardNumber("90061"));
        fixture.Readers[2..].Select(r => r.Name[0]).Distinct().Should().HaveCount(3, "names are mixed");
        fixture.Readers[2..5].Select(r => r.Name[1]).Should().Equal('赵', '钱', '孙');
        fixture.Titles[1..].Select(t => (t.Name, t.Author)).Should().Equal(("西游记", "吴承恩"), ("老残游记", "刘鹗"), ("诗经", null));
        Read(Series).Readers.Select(r => r.Name).Should().Equal(fixture.Readers.Select(r => r.Name));
    }

    [Fact]
    public void A_mistake_in_a_series_is_told_once_not_for_every_record() =>
        Mistakes(Series.Replace("name: \"{surname}{surname[n]}\"", "name: \"{family}\"", StringComparison.Ordinal))
            .Should().ContainSingle().Which.Message.Should().Contain("there is no list 'family'");
}
