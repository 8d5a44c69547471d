using BenchmarkDotNet.Attributes;
using Lepton.ControllerRuntime.Queues;

namespace Lepton.Benchmarks;

/// <summary>Keys through the work queue: added twice (the second time to no effect), taken, done.</summary>
public class WorkQueueBenchmarks
{
    private const int Keys = 10_000;

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task<int> AddTakeDone()
    {
        using var queue = new WorkQueue<int>("benchmark");
        for (var key = 0; key < Keys; key++)
        {
            queue.Add(key);
            queue.Add(key);
        }

        var taken = 0;
        while (queue.Count > 0)
        {
            var next = await queue.GetAsync();
            queue.Done(next.Key);
            taken++;
        }

        return taken;
    }
}
