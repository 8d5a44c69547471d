using System.Diagnostics;
using Lepton.Benchmarks.Reports;
using Lepton.ControllerRuntime.Queues;

namespace Lepton.Benchmarks.Runtime;

/// <summary>Work queue operations: a key added, taken and done is three.</summary>
internal static class Queues
{
    private const int Keys = 200_000;
    private const int Operations = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        var figures = new List<Figure>();
        foreach (var workers in new[] { 1, 4 })
        {
            await OnceAsync(workers);
            var runs = new List<(double Wall, double Cpu, double Bytes)>();
            for (var i = 0; i < options.Repetitions; i++)
                runs.Add(await OnceAsync(workers));
            figures.Add(Figure.Median($"work queue, {workers} at a time", runs.Select(r => r.Wall), "op/s", moreIsBetter: true));
            figures.Add(Figure.Median($"work queue by processor time, {workers} at a time", runs.Select(r => r.Cpu), "op/CPU-s", moreIsBetter: true));
            figures.Add(Figure.Median($"allocated per key through the work queue, {workers} at a time", runs.Select(r => r.Bytes), "B"));
        }

        return figures;
    }

    /// <summary>Half of the workers add, half take; one alone does both in turns.</summary>
    private static async Task<(double Wall, double Cpu, double Bytes)> OnceAsync(int workers)
    {
        using var queue = new WorkQueue<int>("bench");
        var (clock, cpu, allocated) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        if (workers == 1)
        {
            for (var key = 0; key < Keys; key++)
            {
                queue.Add(key);
                await TakeAsync(queue);
            }
        }
        else
        {
            var takers = Enumerable.Range(0, workers / 2).Select(_ => Task.Run(() => TakeAllAsync(queue))).ToList();
            await Task.WhenAll(Enumerable.Range(0, workers / 2).Select(w => Task.Run(() => AddAll(queue, w, workers / 2))));
            queue.ShutDown();
            await Task.WhenAll(takers);
        }

        var operations = Operations * (double)Keys;
        return (operations / clock.Elapsed.TotalSeconds, operations / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, (double)(GC.GetTotalAllocatedBytes() - allocated) / Keys);
    }

    private static void AddAll(WorkQueue<int> queue, int first, int step)
    {
        for (var key = first; key < Keys; key += step)
            queue.Add(key);
    }

    private static async Task TakeAllAsync(WorkQueue<int> queue)
    {
        while (await TakeAsync(queue))
        {
            // Until it is shut down and empty.
        }
    }

    private static async Task<bool> TakeAsync(WorkQueue<int> queue)
    {
        var next = await queue.GetAsync();
        if (next.IsShutDown)
            return false;
        queue.Done(next.Key);
        return true;
    }
}
