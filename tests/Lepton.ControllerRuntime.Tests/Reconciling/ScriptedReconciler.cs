using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Reconciling;

namespace Lepton.ControllerRuntime.Tests.Reconciling;

/// <summary>Does what a test says and writes down what it was asked for.</summary>
internal sealed class ScriptedReconciler(Func<string, CancellationToken, Task<ReconcileResult>> script) : IReconciler<string>
{
    private readonly ConcurrentDictionary<string, int> _running = new();

    internal ScriptedReconciler(Func<string, ReconcileResult> script) : this((key, _) => Task.FromResult(script(key)))
    {
    }

    internal ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Keys that ran twice at once.</summary>
    internal ConcurrentQueue<string> Doubles { get; } = new();

    internal int MostAtOnce { get; private set; }

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (_running.AddOrUpdate(key, 1, (_, n) => n + 1) != 1)
            Doubles.Enqueue(key);
        lock (_running)
            MostAtOnce = Math.Max(MostAtOnce, _running.Values.Sum());
        Calls.Enqueue(key);
        try
        {
            return await script(key, cancellationToken);
        }
        finally
        {
            _running.AddOrUpdate(key, 0, (_, n) => n - 1);
        }
    }
}
