using FluentAssertions;
using ProtocolServer.Adapters.Files;
using Xunit;

namespace ProtocolServer.Tests.Unit.Libraries;

public sealed class LibraryFileErrorTests
{
    const string Good = """
        languages: [nb, en]
        currency: NOK
        categories: [adult, child]
        items: [book, dvd]
        calendar:
          zone: Europe/Oslo
        loans:
          - when: {item: book}
            limit: 5
            days: 28
        overdue:
          - fine-per-day: "1.50"
        holds:
          - limit: 5
        """;

    [Fact]
    public void A_good_file_has_no_mistakes_and_is_named_after_the_file()
    {
        var library = LibraryFiles.Read("anywhere/small.yaml", Good).OrThrow();
        library.Id.Should().Be("small");
        library.Overdue.Find(default)!.FinePerDayMinor.Should().Be(150);
    }

    [Theory]
    [InlineData("    days: 28", "    days: 28\n    renewal: 2", 11, "loans[1].renewal", "did you mean 'renewals'?")]
    [InlineData("    days: 28", "    days: many", 10, "loans[1].days", "'many' must be a whole number from 0 to 3660.")]
    [InlineData("currency: NOK", "currency: KRO", 2, "currency", "'KRO' is not a currency")]
    [InlineData("zone: Europe/Oslo", "zone: Europe/Rana", 6, "calendar.zone", "'Europe/Rana' is not a time zone")]
    [InlineData("[nb, en]", "[nb, norsk]", 1, "languages[2]", "'norsk' is not a language")]
    [InlineData("\"1.50\"", "\"1,50\"", 12, "overdue[1].fine-per-day", "such as \"1.50\"")]
    [InlineData("\"1.50\"", "\"1.505\"", 12, "overdue[1].fine-per-day", "at most 2 decimals")]
    [InlineData("{item: book}", "{item: bok}", 8, "loans[1].when.item", "did you mean 'book'?")]
    [InlineData("{item: book}", "{shelf: book}", 8, "loans[1].when.shelf", "is not a member here")]
    [InlineData("currency: NOK", "currency: NOK\ncurrency: EUR", 3, "currency", "stands twice; the first is in line 2.")]
    [InlineData("holds:\n  - limit: 5", "holds:\n  limit: 5", 14, "holds", "must be a list")]
    [InlineData("holds:\n  - limit: 5", "", 1, "holds", "is missing; add 'holds: …'.")]
    [InlineData("items: [book, dvd]", "items: &kinds [book, dvd]", 4, "items", "anchors are not read")]
    [InlineData("  zone: Europe/Oslo", "  zone: Europe/Oslo\n  closed-dates: [2026-02-30]", 7, "calendar.closed-dates[1]", "'2026-02-30' must be a day")]
    [InlineData("  zone: Europe/Oslo", "  zone: Europe/Oslo\n  closed-weekdays: [søndag]", 7, "calendar.closed-weekdays[1]", "'søndag' is not a weekday")]
    public void A_mistake_is_told_with_line_key_and_what_to_write(string right, string wrong, int line, string key, string message)
    {
        var error = LibraryFiles.Read("small.yaml", Good.Replace(right, wrong, StringComparison.Ordinal)).Errors.Should().ContainSingle().Subject;
        error.File.Should().Be("small.yaml");
        error.Line.Should().Be(line);
        error.Key.Should().Be(key);
        error.Message.Should().Contain(message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_file()
    {
        var text = Good.Replace("NOK", "KRO", StringComparison.Ordinal).Replace("days: 28", "days: -1", StringComparison.Ordinal) + "\nsurprise: yes";
        LibraryFiles.Read("small.yaml", text).Errors.Select(e => (e.Line, e.Key))
            .Should().Equal((2, "currency"), (10, "loans[1].days"), (15, "surprise"));
    }

    [Fact]
    public void A_row_that_an_earlier_one_answers_already_is_unreachable()
    {
        var text = Good.Replace("overdue:", "  - when: {item: [dvd, book]}\n    limit: 3\n    days: 7\noverdue:", StringComparison.Ordinal);
        LibraryFiles.Read("small.yaml", text).Errors.Should().ContainSingle()
            .Which.ToString().Should().Be(
                "small.yaml:11: loans[2]: can never be reached: line 8 already answers the case 'item book'. Remove one of the two.");
    }

    [Fact]
    public void Two_rows_that_answer_the_same_case_differently_overlap_until_a_row_for_the_case_decides()
    {
        var overlap = Good.Replace("overdue:", "  - when: {category: child}\n    limit: 3\n    days: 7\noverdue:", StringComparison.Ordinal);
        LibraryFiles.Read("small.yaml", overlap).Errors.Should().ContainSingle()
            .Which.Message.Should().Be(
                "overlaps line 8: both answer the case 'category child, item book'. Add a row for exactly that case, or narrow one of them.");

        var decided = overlap.Replace("overdue:", "  - when: {category: child, item: book}\n    limit: 2\n    days: 7\noverdue:", StringComparison.Ordinal);
        LibraryFiles.Read("small.yaml", decided).OrThrow().Loans.Find(new("child", null, "book", null))!.Limit.Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("just text")]
    [InlineData("a: [1, 2")]
    [InlineData("\ta: 1")]
    [InlineData("a: 1\n---\nb: 2")]
    public void What_is_no_library_file_at_all_is_told_and_never_thrown(string text) =>
        LibraryFiles.Read("odd.yaml", text).Errors.Should().NotBeEmpty();

    [Fact]
    public void A_file_cut_off_anywhere_is_read_or_told_but_never_thrown()
    {
        for (var end = 0; end < Good.Length; end++)
        {
            var read = () => LibraryFiles.Read("cut.yaml", Good[..end]);
            read.Should().NotThrow();
        }
    }

    [Fact]
    public void Own_wording_with_a_line_break_a_delimiter_or_a_stray_brace_is_a_mistake()
    {
        var text = Good + "\ntexts:\n  nb:\n    a: \"x|y\"\n    b: \"x\\ny\"\n    c: \"{x}\"\n    d: \"{0} er bra\"";
        LibraryFiles.Read("small.yaml", text).Errors.Select(e => e.Key).Should().Equal("texts.nb.a", "texts.nb.b", "texts.nb.c");
    }

    [Fact]
    public void A_folder_of_own_files_replaces_and_adds_to_what_comes_with_the_server()
    {
        var folder = Directory.CreateTempSubdirectory("libraries");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "mine.yaml"), Good);
            var all = LibraryFiles.Load(folder.FullName).OrThrow();
            all.Keys.Should().Contain(["mine", "hefei"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_mistake() =>
        LibraryFiles.Load("/nowhere/at/all").Errors.Should().ContainSingle().Which.Message.Should().Contain("there is no such folder");
}
