using System.Collections.Concurrent;
using System.CommandLine;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver load FILE…</c>: puts fixture files into the database (conformance/README.md).</summary>
static class LoadCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Fixture files; those of one network are read as one", Arity = ArgumentArity.OneOrMore };
        var command = new Command("load", "Loads agencies, terminals, readers, items, loans, holds and charges from fixture files.") { files }.WithSettings();
        command.SetAction((asked, cancel) => RunAsync(asked.GetValue(files)!, asked.Settings(), cancel));
        return command;
    }

    static async Task<int> RunAsync(string[] files, ServerOptions options, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var now = time.GetUtcNow();
        var libraries = LibraryFiles.Load();
        var read = FixtureFiles.Read(files, libraries.OrThrow(), now);
        if (!read.IsGood)
        {
            foreach (var error in read.Errors) await Console.Error.WriteLineAsync(error.ToString());
            await Console.Error.WriteLineAsync($"{read.Errors.Length} to correct; nothing was loaded.");
            return CommandLine.Failed;
        }

        await using var storage = await Storage.OpenAsync(options, time, cancel, mayJoin: true);
        await storage.MigrateAsync(cancel);
        var store = new FixtureStore(storage.Database, new VersionSevenIds(time));
        var loaded = new List<FixtureLoaded>();
        await Screens.Progress.Progress().StartAsync(async progress =>
        {
            var bars = new Bars(progress);
            foreach (var fixture in read.Value!) loaded.Add(await store.LoadAsync(fixture, now, bars, cancel));
        });
        foreach (var network in loaded) await Console.Out.WriteLineAsync(Words(network));
        return loaded.Exists(network => !network.AlreadyThere) ? CommandLine.Done : CommandLine.Failed;
    }

    static string Words(FixtureLoaded loaded) => loaded.AlreadyThere
        ? $"{loaded.Network}: in the database already; nothing was changed. Load it into an empty database, or give the network another name."
        : $"{loaded.Network}: {loaded.Readers} readers, {loaded.Items} items, {loaded.Loans} loans, {loaded.Holds} holds, {loaded.Charges} charges";

    sealed class Bars(ProgressContext progress) : IProgress<FixtureProgress>
    {
        readonly ConcurrentDictionary<NetworkId, ProgressTask> bars = new();

        public void Report(FixtureProgress value)
        {
            var bar = bars.GetOrAdd(value.Network, network => progress.AddTask(network.Value.EscapeMarkup(), maxValue: value.Total));
            bar.Increment(1);
        }
    }
}
