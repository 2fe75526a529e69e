using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>A server of <see cref="SmallLibrary"/>, or of a file of the test's own, on real sockets.</summary>
public class SmallServer : ServerFixture
{
    /// <summary>What is loaded.</summary>
    protected virtual string Fixture => SmallLibrary.Fixture;

    protected virtual LimitOptions Limits => new();

    protected override ServerOptions Options(ServerOptions standard)
    {
        var file = Path.Combine(Folder, "fixture.yaml");
        File.WriteAllText(file, Fixture);
        return standard with { Empty = false, Fixture = file, Limits = Limits };
    }

    public Task<Sip2Client> LogInAsync(string login = SmallLibrary.Terminal, string password = SmallLibrary.Password) =>
        Sip2Client.ConnectAsync(Server.EndPoint("sip2"), login, password);
}
