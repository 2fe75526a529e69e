using System.Reflection;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ProtocolServer.Tests.Unit;

public sealed class LogTests
{
    [Fact]
    public void Every_log_line_has_an_event_id_of_its_own()
    {
        Assembly[] all = [typeof(global::ProtocolServer.Hosting.RunningServer).Assembly, typeof(Adapters.SetupException).Assembly];
        var ids = all.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .Where(id => id is not null)
            .ToArray();
        ids.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
    }
}
