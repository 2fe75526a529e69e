using System.Net.Http.Headers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance.Partners;

/// <summary>A partner's end of a transport: documents go out, answers come back.</summary>
abstract class PartnerLine
{
    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerLimit { get; init; } = IServerUnderTest.UsualAnswerLimit;

    /// <param name="pieces">The bytes as they leave, one piece after the other.</param>
    public abstract Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancel);

    /// <summary>The next answer; null where the other end has closed, or has answered with nothing but a status.</summary>
    public abstract Task<byte[]?> ReceiveAsync(CancellationToken cancel);

    /// <summary>What is wrong with how the last answer came; null where nothing is.</summary>
    public string? Fault { get; protected set; }

    public abstract ValueTask CloseAsync(bool isAbrupt);
}

/// <summary>Documents one after the other on a bare connection; an answer ends in a line feed (ncip reference 5.2).</summary>
sealed class BareLine(Stream input, Stream output, Func<bool, ValueTask> close) : PartnerLine
{
    readonly List<byte> received = [];
    readonly byte[] buffer = new byte[64 * 1024];

    public override async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancel)
    {
        foreach (var piece in pieces)
        {
            if (piece.Span != pieces[0].Span) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
            await output.WriteAsync(piece, cancel);
            await output.FlushAsync(cancel);
        }
    }

    public override async Task<byte[]?> ReceiveAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (Next() is { } whole) return whole;
            int read;
            try
            {
                read = await input.ReadAsync(buffer, cancel).AsTask().WaitAsync(AnswerLimit, TimeProvider.System, cancel);
            }
            catch (IOException)
            {
                return null;
            }
            if (read == 0) return received.Count == 0 ? null : throw new InvalidDataException($"the line was closed in the middle of an answer: {System.Text.Encoding.UTF8.GetString([.. received])}");
            received.AddRange(buffer.AsSpan(0, read));
        }
    }

    /// <summary>A whole document with the line feed behind it.</summary>
    byte[]? Next()
    {
        var bytes = received.ToArray();
        if (!new NcipBytes().TryEnd(bytes, out var used)) return null;
        if (used == bytes.Length) return null;
        Fault = bytes[used] == '\n' ? null : "the answer does not end in a line feed: who reads line by line waits for ever.";
        received.RemoveRange(0, used + 1);
        return bytes[..used];
    }

    public override ValueTask CloseAsync(bool isAbrupt) => close(isAbrupt);
}

/// <summary>A POST for each document.</summary>
/// <param name="post">Sends a body; gives status and body of the answer.</param>
sealed class HttpLine(Func<byte[], CancellationToken, Task<(int Status, byte[] Body)>> post) : PartnerLine
{
    readonly Queue<(int Status, byte[] Body)> answers = new();

    public override async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancel) =>
        answers.Enqueue(await post([.. pieces.SelectMany(static piece => piece.ToArray())], cancel).WaitAsync(AnswerLimit, TimeProvider.System, cancel));

    public override Task<byte[]?> ReceiveAsync(CancellationToken cancel)
    {
        if (!answers.TryDequeue(out var answer)) return Task.FromResult<byte[]?>(null);
        // Whatever could be answered in NCIP is answered with 200 (ncip reference 5.1).
        Fault = answer.Status == 200 ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the status of the answer is {answer.Status}.");
        return Task.FromResult<byte[]?>(answer.Body);
    }

    public override ValueTask CloseAsync(bool isAbrupt) => ValueTask.CompletedTask;

    /// <summary>Over a real network.</summary>
    public static HttpLine To(HttpClient http, Uri address, TimeSpan answerLimit) => new(async (body, cancel) =>
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/xml", "utf-8");
        using var response = await http.PostAsync(address, content, cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
    }) { AnswerLimit = answerLimit };
}
