namespace ProtocolServer.Adapters.Outside;

/// <summary>One question to a gateway and its answer, whatever the line does.</summary>
static class GatewayHttp
{
    /// <summary>No answer of a gateway is longer.</summary>
    const int MostBytes = 256 * 1024;

    /// <exception cref="GatewayException">No answer came in time.</exception>
    public static async Task<(int Status, string Body, Func<string, string?> Header)> ExchangeAsync(this HttpClient http, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancel);
            var headers = answer.Headers.ToDictionary(static header => header.Key, static header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel), name => headers.GetValueOrDefault(name));
        }
        catch (Exception away) when (away is HttpRequestException or IOException || away is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new Domain.Ports.GatewayException($"{request.RequestUri?.Host} did not answer.", away);
        }
    }
}
