using System.Globalization;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// Where everything random in the tests begins: the same each time, so that a run says the same twice; <c>PROTOCOLSERVER_SEED=7 ./test</c> looks elsewhere.
/// </summary>
public static class Chance
{
    public static int Seed(int usual) =>
        Environment.GetEnvironmentVariable("PROTOCOLSERVER_SEED") is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;
}
