using System.Text;
using FluentAssertions;
using ProtocolServer.Client;
using Xunit;

namespace ProtocolServer.Tests.Unit.Client;

/// <summary>Money over NCIP as it is typed (domain reference 1.6).</summary>
public sealed class FiscalQuestionTests
{
    static string Document(string action, string amount = "1.20", string? related = null, string? description = null) => Encoding.UTF8.GetString(new NcipQuestion
    {
        Service = "create-user-fiscal-transaction", From = "PRINT", To = "LIB", Card = "C1",
        Fiscal = new(action, amount, "eur", "K1", related, 600, description, new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)),
    }.ToDocument()!.Value.Span).Replace("ns1:", "", StringComparison.Ordinal);

    [Fact]
    public void A_hold_has_an_end_and_a_debit_has_none()
    {
        Document("hold").Should().Contain("Assess").And.Contain("2026-03-01T10:10:00Z").And.Contain("Deposit Account").And.Contain("120").And.Contain("EUR");
        Document("debit").Should().Contain("Assess").And.NotContain("ValidToDate");
    }

    [Fact]
    public void What_it_is_about_is_named_as_ours_or_theirs()
    {
        Document("capture", related: "K0").Should().Contain("RelatedFiscalTransactionReferenceId").And.MatchRegex("Related.*PRINT.*K0");
        Document("pay", related: "48").Should().MatchRegex("Related.*LIB.*48");
    }

    [Theory]
    [InlineData("steal", "1.20", "*steal*hold*")]
    [InlineData("hold", "1,20", "*--amount*")]
    public void A_word_that_is_none_is_named_with_those_that_are(string action, string amount, string message) =>
        FluentActions.Invoking(() => Document(action, amount)).Should().Throw<FormatException>().WithMessage(message);
}
