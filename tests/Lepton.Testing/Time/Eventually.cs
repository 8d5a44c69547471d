using System.Runtime.CompilerServices;

namespace Lepton.Testing.Time;

/// <summary>Waits for what other threads bring about, however slow the machine.</summary>
public static class Eventually
{
    /// <exception cref="TimeoutException">The condition did not hold within the limit (60 s when null).</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        TrueAsync(() => Task.FromResult(condition()), limit, what);

    /// <exception cref="TimeoutException">The condition did not hold within the limit (60 s when null).</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > (limit ?? TimeSpan.FromSeconds(60)))
                throw new TimeoutException($"never true: {what}");
            await Task.Delay(2);
        }
    }

    /// <summary>The result of a task that another thread completes.</summary>
    public static Task<T> ResultAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The end of a task that another thread completes.</summary>
    public static Task EndAsync(Task task) => task.WaitAsync(TimeSpan.FromSeconds(60));
}
