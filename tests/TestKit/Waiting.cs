namespace ProtocolServer.Tests.TestKit;

/// <summary>Waits for a condition, generously: the machine may be busy, and what comes about costs no more for it.</summary>
public static class Waiting
{
    /// <summary>Of everything a test waits for. Who reaches it waits in vain.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) throw new TimeoutException($"It did not come about: {what}");
            await Task.Delay(50);
        }
    }

    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);
}
