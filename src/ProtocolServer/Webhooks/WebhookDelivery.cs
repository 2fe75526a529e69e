using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip;
using ProtocolServer.Sending;

namespace ProtocolServer.Webhooks;

/// <summary>
/// Tells a webhook one thing: POST, signed, under the message's id as Idempotency-Key. Any status from 200 to 299 is an answer; 410 says that it
/// wants no more; anything else is tried again later.
/// </summary>
sealed class WebhookDelivery(
    WebhookBook book, IWebhookRegister register, HttpLines lines, ILibrarySystem library, AgencyDirectory agencies, TimeProvider time, ILogger<WebhookDelivery> log) : IDelivery
{
    static readonly TimeSpan NoteAgain = TimeSpan.FromMilliseconds(500);

    public string Kind => OutboxKinds.Webhook;

    public async Task<Delivered> SendAsync(OutboxLetter letter, CancellationToken cancel)
    {
        if (await book.FindAsync(letter.Network, letter.Destination, cancel) is not { IsEnabled: true } hook) return Delivered.Failed($"There is no webhook {letter.Destination} any more, or it is switched off.");
        if (hook.StoppedAt is not null) return await StopAsync(hook, cancel);
        try
        {
            using var request = Request(hook, letter);
            using var answer = await lines.SendAsync(request, hook.Credentials, cancel);
            if (answer.StatusCode is HttpStatusCode.Gone)
            {
                Log.WebhookStopped(log, hook.Id, hook.Network.Value);
                return await StopAsync(hook, cancel);
            }
            if (!answer.IsSuccessStatusCode) return Delivered.Failed(string.Create(CultureInfo.InvariantCulture, $"{hook.Url.Host}:{hook.Url.Port} answers with status {(int)answer.StatusCode}."));
        }
        catch (LineException away)
        {
            return Delivered.Failed(away.Message);
        }
        catch (Exception away) when (away is HttpRequestException or SocketException or IOException or AuthenticationException)
        {
            return Delivered.Failed($"{hook.Url.Host}:{hook.Url.Port} does not answer: {(away.InnerException ?? away).Message}");
        }
        if (letter.Subject == WebhookEvents.ReaderNotice) await NoteAsync(hook, letter, cancel);
        return Delivered.Done;
    }

    /// <exception cref="LineException">There is nothing to sign with.</exception>
    HttpRequestMessage Request(Webhook hook, OutboxLetter letter)
    {
        var secret = hook.SigningSecret ?? lines.Of(hook.Credentials)?.SigningSecret
                     ?? throw new LineException($"There is no secret to sign with. Add Credentials:{hook.Credentials}:SigningSecret to the settings, and give it to who runs {hook.Url.Host}.");
        var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ReadOnlyMemoryContent(letter.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        request.Headers.TryAddWithoutValidation(NcipHttp.KeyHeader, letter.Id.ToString("N"));
        request.Headers.TryAddWithoutValidation(WebhookSignature.Header, WebhookSignature.Of(secret, time.GetUtcNow(), letter.Body.Span));
        return request;
    }

    async Task<Delivered> StopAsync(Webhook hook, CancellationToken cancel)
    {
        await register.StopAsync(hook.Network, hook.Id, "It answered with status 410: it wants no more.", cancel);
        book.Forget();
        return Delivered.Refused("stopped");
    }

    /// <summary>
    /// The notice was taken: that it was sent is told on, in the transaction that ends the message. It is not sent again because the database is away
    /// for a moment.
    /// </summary>
    async Task NoteAsync(Webhook hook, OutboxLetter letter, CancellationToken cancel)
    {
        using var body = JsonDocument.Parse(letter.Body);
        var (agencyId, notice) = (new AgencyId(body.RootElement.GetProperty("agency").GetString()!), body.RootElement.GetProperty("data").GetProperty("notice").GetGuid());
        if (!(await agencies.OfAsync(letter.Network, cancel)).TryGetValue(agencyId, out var agency)) return;
        var context = new CommandContext { Network = letter.Network, Agency = agencyId, Caller = new(new($"webhook/{hook.Id}"), Permissions.None), Location = agency.MainLocation };
        while (true)
        {
            try
            {
                await library.ExecuteAsync(new NoteNoticeSent(letter.Id, notice), context, static (_, _) => ReadOnlyMemory<byte>.Empty, cancel);
                return;
            }
            catch (LibrarySystemException)
            {
                await Task.Delay(NoteAgain, time, cancel);
            }
        }
    }
}
