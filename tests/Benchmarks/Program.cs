using BenchmarkDotNet.Running;
using ProtocolServer.Tests.Benchmarks.Load;

namespace ProtocolServer.Tests.Benchmarks;

/// <summary>
/// <c>echo PORT</c>: a bare Kestrel handler that sends back what it gets. <c>pgbench SCRIPT</c>: a workload's SQL as a pgbench script.
/// Anything else goes to BenchmarkDotNet.
/// </summary>
static class Entry
{
    static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["echo", var port]:
                await EchoServer.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case ["pgbench", var script]:
                await Console.Out.WriteAsync(PgbenchScripts.Of(script));
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Entry).Assembly).Run(args);
                return 0;
        }
    }
}
