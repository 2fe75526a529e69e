using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using Xunit;

namespace ProtocolServer.Tests.Unit.Postgres;

public sealed class ActJsonTests
{
    [Fact]
    public void The_return_of_a_copy_that_was_not_on_loan_can_be_read_again()
    {
        var act = new ItemAct
        {
            Kind = ItemActKind.CheckedIn, At = new(2026, 3, 1, 10, 15, 0, TimeSpan.Zero), Terminal = new("sorter"), LocationBefore = "MAIN",
            StatusBefore = ItemStatus.Available, Loan = null, Reader = null,
        };
        JsonSerializer.Deserialize(JsonSerializer.Serialize(act, ActJson.Default.ItemAct), ActJson.Default.ItemAct).Should().BeEquivalentTo(act);
    }
}
