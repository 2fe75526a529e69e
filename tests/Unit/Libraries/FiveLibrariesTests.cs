using System.Collections.Frozen;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Libraries;
using Xunit;

namespace ProtocolServer.Tests.Unit.Libraries;

/// <summary>What requirements.md says of the five libraries, read from the files that come with the server.</summary>
public sealed class FiveLibrariesTests
{
    static readonly FrozenDictionary<string, LibraryFile> All = LibraryFiles.Load().OrThrow();

    static LoanTerms? Loan(string library, string category, string? level, string item) =>
        All[library].Loans.Find(new(category, level, item, null));

    [Fact]
    public void Five_libraries_come_with_the_server() => All.Keys.Should().BeEquivalentTo("beijing", "hefei", "latvia", "norway", "obuda");

    [Theory]
    [InlineData("beijing", "CNY", "Asia/Shanghai", "zh")]
    [InlineData("hefei", "CNY", "Asia/Shanghai", "zh")]
    [InlineData("latvia", "EUR", "Europe/Riga", "lv")]
    [InlineData("norway", "NOK", "Europe/Oslo", "nb")]
    [InlineData("obuda", "HUF", "Europe/Budapest", "hu")]
    public void G_5_G_6_each_has_its_money_zone_and_language(string library, string currency, string zone, string language)
    {
        All[library].Currency.Code.Should().Be(currency);
        All[library].Calendar.Zone.Id.Should().Be(zone);
        All[library].Languages.Should().StartWith(language).And.Contain("en");
    }

    [Fact]
    public void HF_4_five_items_thirty_days_one_renewal_of_thirty_days_from_the_day_of_renewal() =>
        Loan("hefei", "credit", null, "book").Should().Be(new LoanTerms
        {
            Limit = 5, Days = 30, Renewals = 1, RenewalDays = 30, RenewalCountedFrom = RenewalStart.RenewalDay, RenewsOverdue = false,
        });

    [Fact]
    public void HF_5_ten_fen_per_item_and_day_with_no_end_and_no_free_days() =>
        All["hefei"].Overdue.Find(new("adult", null, "book", null)).Should().Be(new OverdueTerms { FinePerDayMinor = 10 });

    [Fact]
    public void HF_6_one_overdue_item_or_one_fen_owed_blocks()
    {
        var blocks = All["hefei"].Blocks;
        (blocks.OverdueItems, blocks.FinesMinor, blocks.FeesMinor).Should().Be((1, 1L, 1L));
    }

    [Fact]
    public void HF_3_the_first_PIN_is_the_birth_date() => All["hefei"].Pins.Initial.Should().Be(InitialPin.BirthDate);

    [Fact]
    public void HF_12_online_payments_are_taken() => All["hefei"].Payments.Types.Should().Contain("04");

    [Theory]
    [InlineData("B", 10)]
    [InlineData("C", 15)]
    [InlineData("D", 15)]
    [InlineData("E", 17)]
    public void BJ_7_the_level_decides_how_many_for_42_days(string level, int limit)
    {
        var terms = Loan("beijing", "adult", level, "book")!;
        (terms.Limit, terms.Days, terms.CountedAcross).Should().Be((limit, 42, LoanScope.Network), "BJ-1: one card for the whole network");
    }

    [Fact]
    public void BJ_7_level_A_reads_in_the_library_and_only_E_borrows_foreign_books()
    {
        Loan("beijing", "adult", "A", "book").Should().BeNull();
        Loan("beijing", "adult", "D", "foreign-book").Should().BeNull();
        Loan("beijing", "adult", "E", "foreign-book").Should().NotBeNull();
    }

    [Fact]
    public void BJ_13_cash_only() => All["beijing"].Payments.Types.Should().BeEquivalentTo("00");

    [Fact]
    public void NO_5_membership_is_needed_and_loans_are_counted_per_library()
    {
        All["norway"].Membership.Required.Should().BeTrue();
        Loan("norway", "adult", null, "book")!.CountedAcross.Should().Be(LoanScope.Agency);
        All.Where(l => l.Key != "norway").Should().OnlyContain(l => !l.Value.Membership.Required);
    }

    [Fact]
    public void A_rental_must_be_accepted_where_discs_are_rented_and_amounts_are_exact()
    {
        All["obuda"].LoanFees.Find(new("adult", null, "dvd", null)).Should().Be(new LoanFee(20000, "06"), "HUF has two decimals in ISO 4217");
        All["obuda"].LoanFees.Find(new("adult", null, "book", null)).Should().BeNull();
    }

    [Fact]
    public void HU_1_HU_2_the_categories_of_the_price_list_are_known() =>
        All["obuda"].Categories.Should().Contain(["adult", "student", "pensioner", "parental-leave", "unemployed", "income-supplement", "child", "senior"]);

    [Fact]
    public void G_6_a_due_date_on_Easter_moves_to_the_next_open_day()
    {
        All["norway"].Calendar.DueDay(new(2026, 4, 2)).Should().Be(new(2026, 4, 7));
        All["latvia"].Calendar.DueDay(new(2026, 4, 3)).Should().Be(new(2026, 4, 7));
        All["obuda"].Calendar.DueDay(new(2026, 4, 5)).Should().Be(new(2026, 4, 7));
        All["hefei"].Calendar.DueDay(new(2026, 2, 17)).Should().Be(new(2026, 2, 17), "HF-4: thirty days are thirty days");
    }

    [Fact]
    public void Reference_works_are_lent_nowhere() =>
        All.Values.Should().OnlyContain(library => library.ItemKinds.Contains("reference")
            && library.Categories.All(category => library.Loans.Find(new RuleCase(category, library.Levels.LastOrDefault(), "reference", null)) == null));
}
