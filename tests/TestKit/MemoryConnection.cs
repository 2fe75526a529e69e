using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace ProtocolServer.Tests.TestKit;

/// <summary>A connection without a network: what one end writes the other reads, through pipes as Kestrel has them.</summary>
public sealed class MemoryConnection : ConnectionContext
{
    readonly CancellationTokenSource closed = new();
    readonly Pipe toServer = new(Options);
    readonly Pipe toTerminal = new(Options);

    static readonly PipeOptions Options = new(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, useSynchronizationContext: false);

    public MemoryConnection()
    {
        Transport = new Ends(toServer.Reader, toTerminal.Writer);
        ConnectionClosed = closed.Token;
    }

    /// <summary>The terminal's end.</summary>
    public (Stream Input, Stream Output) Terminal => (toTerminal.Reader.AsStream(), toServer.Writer.AsStream());

    public override string ConnectionId { get; set; } = "memory";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    /// <summary>The terminal hangs up: with an end of its stream, or as a broken wire does.</summary>
    public async Task CloseAsync(bool isAbrupt)
    {
        if (isAbrupt) await closed.CancelAsync();
        await toServer.Writer.CompleteAsync();
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        closed.Cancel();
        toServer.Reader.CancelPendingRead();
    }

    /// <summary>The server's end is gone, as when the handler has returned.</summary>
    public override async ValueTask DisposeAsync()
    {
        await toTerminal.Writer.CompleteAsync();
        await toServer.Reader.CompleteAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
