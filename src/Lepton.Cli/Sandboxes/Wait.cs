using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Sandboxes;

/// <summary>Waits for something to be seen.</summary>
internal static class Wait
{
    /// <param name="what">A sentence, for the error.</param>
    /// <exception cref="TimeoutException">It was not seen in time; names what, and the last error.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> seen, TimeSpan patience, CancellationToken cancellationToken, Func<string>? last = null)
    {
        var end = DateTimeOffset.UtcNow + patience;
        Exception? error = null;
        while (true)
        {
            try
            {
                if (await seen())
                    return;
                error = null;
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException or IOException)
            {
                error = e;
            }

            if (DateTimeOffset.UtcNow >= end)
                throw new TimeoutException($"not seen within {patience.TotalSeconds:0} s: {what}{(last is null ? "" : $" ({last()})")}{(error is null ? "" : $" ({error.Message})")}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }
}
