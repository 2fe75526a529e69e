using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Ncip;

/// <summary>
/// NCIP over bare TCP: documents one after the other, each answered with one write that ends in a line feed (ncip reference 5.2). HTTP on
/// the same port is told by the first octet and left to the web server.
/// </summary>
sealed class NcipTcp(NcipResponder responder, LimitOptions limits, TimeProvider time, ILogger<NcipTcp> log)
{
    /// <summary>From the first octet of a message to its last.</summary>
    static readonly TimeSpan MessageLimit = TimeSpan.FromSeconds(60);

    /// <summary>Connection middleware: XML is answered here, HTTP goes on to <paramref name="http"/>, anything else is closed.</summary>
    public ConnectionDelegate Before(ConnectionDelegate http) => async connection =>
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested;
        await using var drain = (stopping ?? CancellationToken.None).Register(
            static state => ((ConnectionContext)state!).Transport.Input.CancelPendingRead(), connection);
        try
        {
            switch (await FirstAsync(connection))
            {
                case >= (byte)'A' and <= (byte)'Z':
                    await drain.DisposeAsync();
                    await http(connection);
                    break;
                case (byte)'<' or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0xEF or 0xFE or 0xFF or 0:
                    await ConverseAsync(connection);
                    break;
                case >= 0:
                    Count(NcipRejection.OtherProtocol);
                    break;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            // The partner has hung up.
        }
    };

    /// <summary>The first octet, which stays unread; -1 when there is none.</summary>
    static async Task<int> FirstAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        // Not by the end of the connection: who sends and closes in one breath is answered, and the end of the input is read behind what was sent.
        using var limit = new CancellationTokenSource(MessageLimit);
        var read = await input.ReadAsync(limit.Token);
        var first = read.Buffer.IsEmpty ? -1 : read.Buffer.FirstSpan[0];
        input.AdvanceTo(read.Buffer.Start);
        return first;
    }

    async Task ConverseAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var peer = new NcipPeer((connection.RemoteEndPoint as IPEndPoint)?.Address, Certificate: connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
        var watch = ConnectionWatch.Of(connection, limits, time);
        // Who speaks stands in every message; there is no log-in to wait for.
        watch.LoggedIn();
        var document = new DocumentEnd();
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var isInMiddle = false;
        while (true)
        {
            // A message that has begun has to end in time, however few octets at a time it comes in.
            if (document.Scan.HasBegun != isInMiddle)
            {
                isInMiddle = document.Scan.HasBegun;
                limit.CancelAfter(isInMiddle ? MessageLimit : Timeout.InfiniteTimeSpan);
            }
            var read = await input.ReadAsync(limit.Token);
            if (!read.Buffer.IsEmpty) watch.Touch();
            var rest = read.Buffer;
            var goesOn = !read.IsCanceled;
            while (goesOn && document.TryFind(rest, out var end))
            {
                var whole = rest.Slice(0, end).ToArray();
                rest = rest.Slice(end);
                (document, isInMiddle) = (new(), false);
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
                goesOn = await AnswerAsync(connection, watch, whole, peer, Rest(rest));
            }
            if (goesOn && (document.Scan.IsTooDeep || rest.Length > NcipLimits.MessageBytes || read.IsCompleted && document.Scan.HasBegun))
            {
                // Too deep, too long, or ended in the middle: what there is gets its answer, and the line is closed.
                await AnswerAsync(connection, watch, rest.Slice(0, Math.Min(rest.Length, NcipLimits.MessageBytes + 1)).ToArray(), peer, "");
                goesOn = false;
            }
            input.AdvanceTo(goesOn ? rest.Start : read.Buffer.End, read.Buffer.End);
            if (watch.Overdue is Overdue.Silence) Count(NcipRejection.Idle);
            if (!goesOn || read.IsCompleted) return;
        }
    }

    /// <summary>False where the line has to be closed.</summary>
    async Task<bool> AnswerAsync(ConnectionContext connection, ConnectionWatch watch, byte[] document, NcipPeer peer, string behind)
    {
        var result = await responder.AnswerAsync(document, peer, CancellationToken.None);
        var output = connection.Transport.Output;
        var isOutOfTurn = behind.Length > 0 && !result.QueuesNext;
        output.Write(result.Body.Span);
        if (isOutOfTurn)
        {
            Count(NcipRejection.OutOfTurn);
            output.Write(Answers.Problem(NcipStyle.Standard, new(ProblemTypes.Protocol, null, null, "A message came before the last one was answered.")).Span);
        }
        // Not cut short by the other end's half-close: it has said all it has to say, and waits.
        watch.Writing();
        var flushed = await output.FlushAsync(CancellationToken.None);
        watch.Written();
        return !(flushed.IsCompleted || result.Body.IsEmpty || result.Closes || isOutOfTurn);
    }

    /// <summary>The beginning of what has come behind a document, without white space and control characters.</summary>
    static string Rest(in ReadOnlySequence<byte> rest) =>
        string.Concat(System.Text.Encoding.Latin1.GetString(rest.Slice(0, Math.Min(rest.Length, 64)).ToArray()).SkipWhile(static c => c <= ' '));

    void Count(NcipRejection rejection)
    {
        ServerTelemetry.Rejections.Add(1, new KeyValuePair<string, object?>("reason", rejection.ToString()));
        Log.NcipRejected(log, rejection);
    }

    /// <summary>Goes on looking for the end of a document where it stopped.</summary>
    sealed class DocumentEnd
    {
        NcipBytes scan;
        long scanned;

        public NcipBytes Scan => scan;

        public bool TryFind(in ReadOnlySequence<byte> bytes, out long end)
        {
            foreach (var piece in bytes.Slice(scanned))
            {
                var isEnd = scan.TryEnd(piece.Span, out var used);
                scanned += used;
                if (!isEnd && !scan.IsTooDeep) continue;
                end = scanned;
                return isEnd;
            }
            end = 0;
            return false;
        }
    }
}
