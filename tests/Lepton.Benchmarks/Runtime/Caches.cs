using Lepton.Benchmarks.Reports;

namespace Lepton.Benchmarks.Runtime;

/// <summary>Bytes kept per cached pod and node, the initial list of many pods, and changes to a handler: each run in a process of its own against a server in another.</summary>
internal static class Caches
{
    private const int Nodes = 2_000;
    private const int Changes = 30_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        using var server = await ObjectServerProcess.StartAsync(1, options.Pods, Nodes);
        var figures = new List<Figure>
        {
            new("JSON of one pod", SampleObjects.Pod().Length, "B"),
            new("JSON of one node", SampleObjects.Node().Length, "B"),
        };
        foreach (var mode in CacheRun.Modes)
        {
            var runs = await RepeatAsync(options, () => CacheRun.InOwnProcessAsync(server.KubeconfigOf(0), "pods", mode, changes: Changes));
            figures.Add(Figure.Median($"pod kept, {mode}", runs.Select(r => r.BytesPerObject), "B"));
            figures.AddRange(List($"{options.Pods:#,0} pods, {mode}", runs));
            figures.Add(Figure.Median($"pod changes to a handler, {mode}", runs.Select(r => r.EventsPerSecond), "/s", moreIsBetter: true));
            figures.Add(Figure.Median($"pod changes to a handler by processor time, {mode}", runs.Select(r => r.EventsPerCpuSecond), "/CPU-s", moreIsBetter: true));
            figures.Add(Figure.Median($"allocated per pod change, {mode}", runs.Select(r => r.AllocatedPerEvent), "B"));
            var nodes = await RepeatAsync(options, () => CacheRun.InOwnProcessAsync(server.KubeconfigOf(0), "nodes", mode));
            figures.Add(Figure.Median($"node kept, {mode}", nodes.Select(r => r.BytesPerObject), "B"));
        }

        var paged = await RepeatAsync(options, () => CacheRun.InOwnProcessAsync(server.KubeconfigOf(0), "pods", "typed", paged: true));
        figures.AddRange(List($"{options.Pods:#,0} pods, typed, in pages", paged));
        return figures;
    }

    private static IEnumerable<Figure> List(string what, List<CacheRun> runs) =>
    [
        Figure.Median($"list of {what}", runs.Select(r => r.ListSeconds), "s"),
        Figure.Median($"list of {what}: processor time", runs.Select(r => r.ListCpuSeconds), "CPU-s"),
        Figure.Median($"list of {what}: peak", runs.Select(r => r.PeakMiB), "MiB"),
    ];

    private static async Task<List<CacheRun>> RepeatAsync(RunOptions options, Func<Task<CacheRun>> run)
    {
        var runs = new List<CacheRun>();
        for (var i = 0; i < options.Repetitions; i++)
            runs.Add(await run());
        return runs;
    }
}
