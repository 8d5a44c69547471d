namespace Lepton.Sandbox.Tests.Support;

/// <summary>Waits for what comes about by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> GetAsync<T>(Func<Task<T?>> probe, string what)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await probe() is { } found)
                return found;
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"still waiting for {what}");
            await Task.Delay(10);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> probe, string what) => GetAsync(async () => await probe() ? "" : null, what);
}
