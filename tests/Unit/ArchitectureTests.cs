using FluentAssertions;
using Xunit;

namespace ProtocolServer.Tests.Unit;

public sealed class ArchitectureTests
{
    [Fact]
    public void Domain_references_nothing_but_the_runtime() =>
        typeof(Domain.Kernel.Money).Assembly.GetReferencedAssemblies()
            .Should().OnlyContain(name => name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name == "System.Runtime");
}
