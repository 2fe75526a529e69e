using FluentAssertions;
using ProtocolServer.Domain.Terminals;
using Xunit;
using static ProtocolServer.Tests.Unit.Profiles.ProfileKit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Sort bins (SIP2 CL): ordered rules over everything a sorter can ask.</summary>
public sealed class SortPlanTests
{
    static readonly SortCase Book = new("MAIN", "MAIN-2", "fiction", "813.54 KIN", "none", "", "book", "001", "", "MAIN-R", Accepted: true);

    [Theory]
    [InlineData("branch: MAIN", true)]
    [InlineData("branch: main", true)]
    [InlineData("branch: EAST", false)]
    [InlineData("branch: {\"!=\": EAST}", true)]
    [InlineData("branch: [EAST, MAIN]", true)]
    [InlineData("branch: {not-in: [EAST, WEST]}", true)]
    [InlineData("branch: {in: [EAST, WEST]}", false)]
    [InlineData("shelf: {prefix: MAIN}", true)]
    [InlineData("shelf: {pattern: \"-[0-9]$\"}", true)]
    [InlineData("collection: fiction", true)]
    [InlineData("class: {\">=\": \"800\", \"<\": \"900\"}", true)]
    [InlineData("class: {\"<\": \"813.6\"}", true)]
    [InlineData("class: {\">\": \"813.6\"}", false)]
    [InlineData("class: {\"<\": \"1000\"}", true)]
    [InlineData("class: {\"<=\": \"813.54 KIN\"}", true)]
    [InlineData("class: {range: [\"813\", \"814\"]}", true)]
    [InlineData("class: {range: [\"900\", \"999\"]}", false)]
    [InlineData("hold: none", true)]
    [InlineData("hold: here", false)]
    [InlineData("destination: {\"=\": EAST}", false)]
    [InlineData("kind: book", true)]
    [InlineData("media: [\"001\", \"002\"]", true)]
    [InlineData("alert: {\"!=\": \"\"}", false)]
    [InlineData("here: MAIN-R", true)]
    [InlineData("accepted: \"yes\"", true)]
    [InlineData("kind: book, branch: EAST", false)]
    public void A_condition_holds_or_not(string when, bool holds) =>
        Plan($"sorting:\n  - {{bin: \"7\", when: {{{when}}}}}").BinFor(Book).Should().Be(holds ? "7" : null);

    [Fact]
    public void The_first_rule_that_holds_names_the_bin()
    {
        var plan = Plan("""
            sorting:
              - {bin: "9", when: {accepted: "no"}}
              - {bin: "1", when: {hold: here}}
              - {bin: "2", when: {kind: book}}
              - {bin: "3"}
            """);
        plan.BinFor(Book).Should().Be("2");
        plan.BinFor(Book with { Hold = "here" }).Should().Be("1");
        plan.BinFor(Book with { Hold = "here", Accepted = false }).Should().Be("9");
        plan.BinFor(Book with { Kind = "game" }).Should().Be("3");
    }

    [Fact]
    public void An_item_without_a_class_is_neither_below_nor_above_one() =>
        Plan("sorting:\n  - {bin: \"1\", when: {class: {\"<\": \"500\"}}}\n  - {bin: \"2\", when: {class: {\">=\": \"500\"}}}").BinFor(Book with { Class = "" }).Should().BeNull();

    [Theory]
    [InlineData("I247.5/12", "I247.5/9", -1)]
    [InlineData("K8", "I9", 1)]
    [InlineData("005.1 A", "005.1 B", -1)]
    [InlineData("9", "10", -1)]
    [InlineData("a", "A", 0)]
    public void Call_numbers_stand_in_the_order_of_the_shelf(string a, string b, int order) => Math.Sign(ClassOrder.Compare(a, b)).Should().Be(order);

    static SortPlan Plan(string yaml) => Profile(yaml).Rules.Sorting;
}
