using System.Diagnostics;
using Lepton.Benchmarks.Reports;
using Lepton.ControllerRuntime.Reconciling;

namespace Lepton.Benchmarks.Runtime;

/// <summary>What the runtime itself takes for a reconcile: queue, scope, metrics, result. The reconciler does nothing.</summary>
internal static class Reconciles
{
    private const int Keys = 50_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        await OnceAsync(0);
        var runs = new List<(double Bytes, double Microseconds)>();
        for (var i = 0; i < options.Repetitions; i++)
            runs.Add(await OnceAsync(i + 1));
        return
        [
            Figure.Median("allocated per reconcile", runs.Select(r => r.Bytes), "B"),
            Figure.Median("processor time per reconcile", runs.Select(r => r.Microseconds), "µs"),
        ];
    }

    private static async Task<(double Bytes, double Microseconds)> OnceAsync(int run)
    {
        var keys = Enumerable.Range(0, Keys).Select(i => new NamespacedName("default", $"object-{i}")).ToList();
        var counted = new Counted(Keys);
        using var controller = new Controller<NamespacedName>(counted, new() { Name = $"bench-{run}" });
        using var stop = new CancellationTokenSource();
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var running = controller.RunAsync(stop.Token);
        foreach (var key in keys)
            controller.Queue.Add(key);
        await counted.All;
        var result = ((double)(GC.GetTotalAllocatedBytes() - allocated) / Keys, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Keys);
        await stop.CancelAsync();
        await running;
        return result;
    }

    private sealed class Counted(int until) : IReconciler<NamespacedName>
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task All => _all.Task;

        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _count) == until)
                _all.TrySetResult();
            return Task.FromResult(ReconcileResult.Success);
        }
    }
}
