using BenchmarkDotNet.Running;

namespace ProtocolServer.Tests.Benchmarks;

static class Entry
{
    static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Entry).Assembly).Run(args);
}
