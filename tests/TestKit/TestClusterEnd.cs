namespace ProtocolServer.Tests.TestKit;

/// <summary>Ends the cluster when the last test of an assembly has run: <c>[assembly: AssemblyFixture(typeof(TestClusterEnd))]</c>.</summary>
public sealed class TestClusterEnd : IDisposable
{
    public void Dispose() => TestCluster.End();
}
