using System.Collections.Immutable;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip;

namespace ProtocolServer.Hosting;

/// <summary>Loads the demonstration, or the file that is asked for, into an empty database.</summary>
public sealed class FirstLoad(
    FixtureStore store, IReadOnlyDictionary<string, LibraryFile> libraries, AgencyDirectory agencies, PartnerBook partners, TimeProvider time) : IFirstStartLoad
{
    public async Task LoadAsync(string? fixture, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (fixture is null) await Demo.LoadAsync(store, libraries, now, cancel: cancel);
        else
            foreach (var network in Read(fixture, now))
                await store.LoadAsync(network, now, cancel: cancel);
        agencies.Forget();
        partners.Forget();
    }

    ImmutableList<Fixture> Read(string file, DateTimeOffset now)
    {
        var read = FixtureFiles.Read([file], libraries, now);
        if (read.IsGood) return read.Value!;
        throw new SetupException($"The fixture can't be loaded; correct these and start again.\n{string.Join('\n', read.Errors)}");
    }
}
