using System.Net;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.Unit.Hosting;

public sealed class ConnectionGateTests
{
    static readonly IPAddress Branch = IPAddress.Parse("192.0.2.1");
    static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void One_address_gets_so_many_and_another_is_not_held_up_by_it()
    {
        var gate = Gate(connections: 10, perAddress: 2);
        gate.Enter(Branch).Should().BeNull();
        gate.Enter(Branch).Should().BeNull();
        gate.Enter(Branch).Should().Be(GateRejection.TooManyFromThisAddress);
        gate.Enter(Other).Should().BeNull();

        gate.Leave(Branch);
        gate.Enter(Branch).Should().BeNull();
        gate.Open.Should().Be(3);
    }

    [Fact]
    public void In_all_there_are_so_many()
    {
        var gate = Gate(connections: 2, perAddress: 2);
        gate.Enter(Branch).Should().BeNull();
        gate.Enter(Other).Should().BeNull();
        gate.Enter(IPAddress.Parse("192.0.2.3")).Should().Be(GateRejection.TooManyConnections);
        gate.Open.Should().Be(2);
    }

    [Fact]
    public void Loopback_is_counted_in_the_total_only()
    {
        var gate = Gate(connections: 3, perAddress: 1);
        gate.Enter(IPAddress.Loopback).Should().BeNull();
        gate.Enter(IPAddress.Loopback).Should().BeNull();
        gate.Open.Should().Be(2);
    }

    [Fact]
    public void Coming_and_going_at_once_leaves_nobody_counted()
    {
        var gate = Gate(connections: 1000, perAddress: 5);
        Parallel.For(0, 20_000, _ =>
        {
            if (gate.Enter(Branch) is null) gate.Leave(Branch);
        });
        gate.Open.Should().Be(0);
        for (var n = 0; n < 5; n++) gate.Enter(Branch).Should().BeNull();
    }

    static ConnectionGate Gate(int connections, int perAddress) =>
        new(new() { Connections = connections, ConnectionsPerAddress = perAddress }, NullLogger<ConnectionGate>.Instance);
}
