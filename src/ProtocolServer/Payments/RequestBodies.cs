namespace ProtocolServer.Payments;

static class RequestBodies
{
    /// <summary>The body; null where it is longer than anything honest.</summary>
    public static async Task<byte[]?> ReadAtMostAsync(this HttpRequest request, int most, CancellationToken cancel)
    {
        if (request.ContentLength > most) return null;
        var read = new byte[most + 1];
        var length = await request.Body.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, cancel);
        return length > most ? null : read[..length];
    }
}
