using System.Globalization;
using ProtocolServer.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace ProtocolServer.Telemetry;

/// <summary>Where log lines go: standard error, so that standard output stays for what was asked, and a file a day in DATA/logs.</summary>
public sealed class ServerLog : IAsyncDisposable
{
    const string OnConsole = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";
    const string InFile = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {EventId} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <summary>The host's stack of a start that was refused; the command line says the same in one sentence.</summary>
    const string ToldByCommandLine = "Hosting failed to start";

    const int FileLimitBytes = 256 * 1024 * 1024;

    readonly Logger sink;

    ServerLog(Logger sink)
    {
        this.sink = sink;
        Factory = new SerilogLoggerFactory(sink);
    }

    public ILoggerFactory Factory { get; }

    public static ServerLog Open(TelemetryOptions options, DataFolder folder) => new(new LoggerConfiguration()
        .MinimumLevel.Is(Level(options.LibraryLogLevel))
        .MinimumLevel.Override("ProtocolServer", Level(options.LogLevel))
        .Filter.ByExcluding(static line => line.MessageTemplate.Text == ToldByCommandLine)
        .WriteTo.Console(outputTemplate: OnConsole, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose)
        .WriteTo.File(
            Path.Combine(folder.Logs, "server-.log"), outputTemplate: InFile, formatProvider: CultureInfo.InvariantCulture,
            rollingInterval: RollingInterval.Day, retainedFileCountLimit: options.LogFiles,
            fileSizeLimitBytes: FileLimitBytes, rollOnFileSizeLimit: true)
        .CreateLogger());

    public ILogger<T> For<T>() => Factory.CreateLogger<T>();

    public async ValueTask DisposeAsync()
    {
        Factory.Dispose();
        await sink.DisposeAsync();
    }

    static LogEventLevel Level(LogLevel level) => level switch
    {
        LogLevel.None => LevelAlias.Off,
        LogLevel.Trace => LogEventLevel.Verbose,
        _ => (LogEventLevel)(int)level,
    };
}
