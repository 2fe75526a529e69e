namespace ProtocolServer.Hosting;

/// <summary>The server's parts without its listeners and background work: for commands of the command line that decide something.</summary>
static class CommandHost
{
    public static ServiceProvider Open(ServerOptions options, Storage storage, TimeProvider time)
    {
        var parts = new ServiceCollection();
        parts.AddServer(options, storage, time);
        parts.AddSingleton(storage.Log.Factory);
        parts.AddLogging();
        return parts.BuildServiceProvider();
    }
}
