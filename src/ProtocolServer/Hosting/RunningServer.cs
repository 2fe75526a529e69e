using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProtocolServer.Adapters;
using ProtocolServer.Desk;
using ProtocolServer.Ncip;
using ProtocolServer.Payments;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Hosting;

/// <summary>
/// The whole server, from the lock of its data folder to the <c>ready</c> line, and back. Stopping drains: sessions
/// finish the answer in hand, then the listeners, the database's connections and an embedded cluster end, in this order.
/// </summary>
public sealed class RunningServer : IAsyncDisposable
{
    readonly Storage storage;
    readonly TelemetryExport export;
    readonly WebApplication app;

    RunningServer(Storage storage, TelemetryExport export, WebApplication app) => (this.storage, this.export, this.app) = (storage, export, app);

    public IServiceProvider Services => app.Services;

    /// <param name="output">Gets one line per listener, the lines of <see cref="IReadyLines"/>, and last <c>ready</c>.</param>
    /// <param name="compose">Parts to add or replace, for tests.</param>
    public static async Task<RunningServer> StartAsync(
        ServerOptions options, TextWriter output, TimeProvider time, Action<IServiceCollection>? compose = null, CancellationToken cancel = default)
    {
        var began = time.GetTimestamp();
        var storage = await Storage.OpenAsync(options, time, cancel);
        RunningServer? server = null;
        try
        {
            server = new(storage, TelemetryExport.Start(options.Telemetry), Build(options, storage, time, compose));
            // A mistake in a profile or a gateway's settings stops the start.
            _ = server.Services.GetRequiredService<ProfileDirectory>();
            _ = server.Services.GetRequiredService<PaymentGateways>();
            await storage.MigrateAsync(cancel);
            await server.Services.GetRequiredService<FirstStart>().RunAsync(cancel);
            await server.OpenListenersAsync(cancel);
            await server.SayReadyAsync(output, cancel);
            Log.ServerReady(storage.Log.For<RunningServer>(), (long)time.GetElapsedTime(began).TotalMilliseconds);
            return server;
        }
        catch
        {
            await (server is null ? storage.DisposeAsync() : server.DisposeAsync());
            throw;
        }
    }

    /// <summary>Where a listener really is: <c>sip2</c>, <c>sip2-tls</c>, <c>ncip</c>, <c>http</c>.</summary>
    public IPEndPoint EndPoint(string listener) =>
        Services.GetRequiredService<Listeners>().EndPoint(listener) ?? throw new InvalidOperationException($"{listener} is closed by its setting.");

    /// <summary>Returns when the stop is asked for, by <paramref name="cancel"/> or from within.</summary>
    public async Task WaitForStopAsync(CancellationToken cancel)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var outside = cancel.UnsafeRegister(_ => stopping.TrySetResult(), null);
        await using var inside = app.Lifetime.ApplicationStopping.UnsafeRegister(_ => stopping.TrySetResult(), null);
        await stopping.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Log.ServerStops(storage.Log.For<RunningServer>());
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        export.Dispose();
        await storage.DisposeAsync();
    }

    static WebApplication Build(ServerOptions options, Storage storage, TimeProvider time, Action<IServiceCollection>? compose)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddApiDocument();
        builder.Services.AddServer(options, storage, time);
        builder.Services.Replace(ServiceDescriptor.Singleton(storage.Log.Factory));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.DrainSeconds));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(static sockets =>
        {
            sockets.Backlog = Listeners.Backlog;
            sockets.MaxReadBufferSize = Listeners.ReadAheadBytes;
        });

        // After Kestrel's own options, which carry the services to the listeners.
        builder.Services.AddOptions<KestrelServerOptions>().Configure<Listeners>(static (kestrel, listeners) => listeners.Configure(kestrel));
        compose?.Invoke(builder.Services);

        var app = builder.Build();
        var ncip = app.Services.GetRequiredService<NcipHttp>();
        app.MapWhen(ncip.Takes, branch => branch.Run(ncip.AnswerAsync));
        var door = app.Services.GetRequiredService<ApiDoor>();
        app.UseWhen(ApiDoor.Takes, branch => branch.Use(door.PassAsync));
        app.UseRouting();
        app.MapHealth();
        app.MapMoney();
        app.MapInterlibrary();
        app.MapPayments();
        app.MapProblems();
        app.MapOpenApi("/api/openapi.json");
        return app;
    }

    async Task OpenListenersAsync(CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException refused)
        {
            throw Services.GetRequiredService<Listeners>().Refused(refused);
        }
    }

    async Task SayReadyAsync(TextWriter output, CancellationToken cancel)
    {
        foreach (var (name, endPoint) in Services.GetRequiredService<Listeners>().All)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-9} {endPoint}"));
        foreach (var lines in Services.GetServices<IReadyLines>())
            foreach (var line in await lines.LinesAsync(cancel))
                await output.WriteLineAsync(line);
        await output.WriteLineAsync("ready");
        await output.FlushAsync(cancel);
    }

    /// <summary>Signals are the command line's business.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
