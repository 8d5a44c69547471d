using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Operator.State;

namespace Lepton.Benchmarks.Runtime;

/// <summary>What one cache took, in a process that did nothing else.</summary>
/// <param name="ListSeconds">From the start to the cache being complete.</param>
/// <param name="ListCpuSeconds">Processor time of that.</param>
/// <param name="PeakMiB">The most the process held.</param>
/// <param name="BytesPerObject">What the heap kept for each object after a collection.</param>
/// <param name="EventsPerSecond">Changes that went through the cache to a handler.</param>
/// <param name="EventsPerCpuSecond">The same by processor time of this process.</param>
/// <param name="AllocatedPerEvent">Bytes.</param>
internal sealed record CacheRun(
    double ListSeconds, double ListCpuSeconds, double PeakMiB, double BytesPerObject, double EventsPerSecond, double EventsPerCpuSecond, double AllocatedPerEvent)
{
    public const string Command = "cache-client";

    /// <summary>How the objects are kept.</summary>
    public static readonly IReadOnlyList<string> Modes = ["typed", "unstructured", "pruned", "metadata"];

    /// <param name="kubeconfig">Of an <see cref="ObjectServer"/>.</param>
    /// <param name="resource"><c>pods</c> or <c>nodes</c>.</param>
    /// <param name="mode">One of <see cref="Modes"/>.</param>
    /// <param name="paged">By an ordinary list in pages instead of a streaming list.</param>
    /// <param name="changes">How many changes are sent once it is complete; 0: none.</param>
    public static async Task<CacheRun> InOwnProcessAsync(string kubeconfig, string resource, string mode, bool paged = false, int changes = 0)
    {
        var output = await ChildProcess.OutputOfAsync([Command, kubeconfig, resource, mode, paged ? "paged" : "stream", changes.ToString(CultureInfo.InvariantCulture)]);
        return JsonSerializer.Deserialize<CacheRun>(output)!;
    }

    /// <summary>What the started process does.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(arguments[0]));
        var reflector = new ReflectorOptions { StreamingList = arguments[3] != "paged" };
        var changes = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        var prune = new Prune();
        var run = (arguments[1], arguments[2]) switch
        {
            ("pods", "typed") => MeasureAsync(client, client.Resource<V1Pod>(), new() { Reflector = reflector }, changes),
            ("pods", "pruned") => MeasureAsync(client, client.Resource<MemberPod>(), new() { Reflector = reflector, Transform = prune.Pod }, changes),
            ("pods", "metadata") => MeasureAsync(client, client.Resource<V1Pod>(), new() { Reflector = reflector, MetadataOnly = true }, changes),
            ("pods", _) => MeasureAsync(client, client.Resource(ResourceDefinition.Of<V1Pod>()), new() { Reflector = reflector }, changes),
            (_, "typed") => MeasureAsync(client, client.Resource<V1Node>(), new() { Reflector = reflector }, changes),
            (_, "pruned") => MeasureAsync(client, client.Resource<MemberNode>(), new() { Reflector = reflector, Transform = prune.Node }, changes),
            (_, "metadata") => MeasureAsync(client, client.Resource<V1Node>(), new() { Reflector = reflector, MetadataOnly = true }, changes),
            _ => MeasureAsync(client, client.Resource(ResourceDefinition.Of<V1Node>()), new() { Reflector = reflector }, changes),
        };
        Console.WriteLine(JsonSerializer.Serialize(await run));
        return 0;
    }

    private static async Task<CacheRun> MeasureAsync<T>(IKubernetesClient client, IResourceClient<T> resource, InformerOptions<T> options, int changes) where T : class, IKubernetesObject
    {
        // The connection, the code and the types are there before the counting starts.
        await resource.ListAsync(options: new ListOptions { Limit = 5, MetadataOnly = options.MetadataOnly });
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        await using var informer = new SharedInformer<T>(resource, options);
        var seen = new Counter(changes);
        informer.AddHandler(new InformerHandler<T> { Updated = (_, _) => seen.Count() });
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        informer.Start();
        await informer.WaitForSyncAsync();
        var (seconds, listCpu) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        using var self = Process.GetCurrentProcess();
        var peak = self.PeakWorkingSet64 / 1048576.0;
        var kept = (double)(GC.GetTotalMemory(forceFullCollection: true) - heap) / informer.Lister.List().Count;
        if (changes == 0)
            return new(seconds, listCpu, peak, kept, 0, 0, 0);
        var allocated = GC.GetTotalAllocatedBytes();
        (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await client.RequestAsync(HttpMethod.Post, $"{ObjectServer.ChangesPath}?count={changes}");
        await seen.Reached;
        return new(seconds, listCpu, peak, kept, changes / clock.Elapsed.TotalSeconds, changes / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            (double)(GC.GetTotalAllocatedBytes() - allocated) / changes);
    }

    private sealed class Counter(int until)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Reached => _reached.Task;

        public void Count()
        {
            if (Interlocked.Increment(ref _count) == until)
                _reached.TrySetResult();
        }
    }
}
