using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// NCIP over HTTP: <c>POST /ncip</c> on the HTTP port, any path on the NCIP port. <c>/ncip/AGENCY</c> names our agency for partners that
/// send no header. Whatever can be answered in NCIP is answered with 200 (ncip reference 5.1).
/// </summary>
sealed class NcipHttp(NcipResponder responder, Listeners listeners)
{
    const string Path = "/ncip";

    public static readonly string ContentType = "application/xml; charset=\"utf-8\"";

    /// <summary>A name the sender gives a message: the same again is the same message, and two alike with different names are two.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Whether the request is for NCIP.</summary>
    public bool Takes(HttpContext http) =>
        http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || listeners.IsNcip(http.Connection.LocalPort);

    public async Task AnswerAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return;
        }
        if (http.Request.ContentLength > NcipLimits.MessageBytes || await ReadAsync(http) is not { } document)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            http.Response.Headers.Connection = "close";
            return;
        }
        var (body, charset) = Contents(http.Request, document);
        var peer = new NcipPeer(
            http.Connection.RemoteIpAddress, charset, AgencyOf(http.Request.Path), TokenOf(http.Request.Headers), http.Connection.ClientCertificate, KeyOf(http.Request), SignatureOf(http.Request));
        var result = await responder.AnswerAsync(body, peer, CancellationToken.None);
        if (result.Body.IsEmpty)
        {
            http.Abort();
            return;
        }
        if (result.Status != StatusCodes.Status200OK)
        {
            // Nothing of why: who guesses learns nothing (section H 55).
            http.Response.StatusCode = result.Status;
            if (result.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Basic realm=\"NCIP\", charset=\"UTF-8\"";
            return;
        }
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = result.Body.Length;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(result.Body, http.RequestAborted);
    }

    /// <summary>The body, unpacked; null where it is larger than a message may be.</summary>
    static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http)
    {
        try
        {
            var isPacked = http.Request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
            if (!isPacked) return await TakeAsync(http.Request.BodyReader, http.RequestAborted);
            await using var unpacked = new GZipStream(http.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            return await TakeAsync(PipeReader.Create(unpacked), http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    static async Task<ReadOnlyMemory<byte>?> TakeAsync(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel);
            if (read.Buffer.Length > NcipLimits.MessageBytes)
            {
                input.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted)
            {
                var document = read.Buffer.ToArray();
                input.AdvanceTo(read.Buffer.End);
                return document;
            }
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>XML whatever the label says; a form's field where the body is a form (ncip reference 5.1).</summary>
    static (ReadOnlyMemory<byte> Body, string? Charset) Contents(HttpRequest request, ReadOnlyMemory<byte> document)
    {
        var type = request.ContentType ?? "";
        var start = NcipEncoding.Trim(document).Span;
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) && !start.IsEmpty && start[0] < 0x80 && start[0] is not ((byte)'<' or 0))
        {
            var field = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(document.Span)).Select(pair => pair.Value.ToString())
                .FirstOrDefault(value => value.TrimStart().StartsWith('<'));
            return (Encoding.UTF8.GetBytes(field ?? ""), null);
        }
        return (document, Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var media) ? media.Charset.Value : null);
    }

    /// <summary>A bearer token, name:password of HTTP Basic, or a key in a header of its own.</summary>
    static string? TokenOf(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return authorization[7..].Trim();
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return headers["X-Api-Key"].ToString() is { Length: > 0 } key ? key : null;
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    static RequestSignature? SignatureOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 0 and < 2_000 } authorization ? RequestSignature.Read(authorization, request.Method, request.QueryString.Value ?? "") : null;

    static string? KeyOf(HttpRequest request) => request.Headers[KeyHeader].ToString() is { Length: > 0 and <= NcipLimits.Identifier } key ? key : null;

    static string? AgencyOf(PathString path) =>
        path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest) && rest.Value is { Length: > 1 } named ? named[1..] : null;
}
