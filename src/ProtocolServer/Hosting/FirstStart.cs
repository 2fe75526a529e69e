using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Hosting;

/// <summary>Fills an empty database: the demonstration data, or the file named by <see cref="ServerOptions.Fixture"/>.</summary>
public interface IFirstStartLoad
{
    /// <summary>
    /// Called once in the life of a database, before the listeners open. When the server dies meanwhile it is called
    /// again, so what is loaded twice must be there once.
    /// </summary>
    /// <param name="fixture">File to load; null for the demonstration data.</param>
    Task LoadAsync(string? fixture, CancellationToken cancel);
}

/// <summary>Lines printed before <c>ready</c> at every start, such as a sample card of each library; may write DATA/demo.json.</summary>
public interface IReadyLines
{
    Task<IReadOnlyList<string>> LinesAsync(CancellationToken cancel);
}

/// <summary>Fills a database that was never filled, before the listeners open.</summary>
public sealed class FirstStart(FirstStartMark mark, ServerOptions options, IEnumerable<IFirstStartLoad> loads)
{
    public Task RunAsync(CancellationToken cancel) => mark.FillOnceAsync(FillAsync, cancel);

    async Task<string> FillAsync(CancellationToken cancel)
    {
        if (options.Empty) return "empty";
        foreach (var load in loads) await load.LoadAsync(options.Fixture, cancel);
        return options.Fixture ?? "demo";
    }
}
