using ProtocolServer.Tests.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(TestClusterEnd))]
