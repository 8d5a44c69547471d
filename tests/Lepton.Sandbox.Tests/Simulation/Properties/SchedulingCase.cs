using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation.Properties;

/// <summary>A Pod of a random case, in the few terms the oracle reasons in.</summary>
internal sealed record RandomPod(string Name, int MilliCpu, int Gpus, int Priority, string? Zone, bool Tolerates, string? Apart)
{
    public JsonObject Manifest()
    {
        var pod = Manifests.Pod(Name, $"{MilliCpu}m", Gpus, Fill);
        if (Apart is not null)
            pod.Ensure("metadata").Ensure("labels")["apart"] = Apart;
        return pod;
    }

    private void Fill(JsonObject spec)
    {
        spec["priority"] = Priority;
        if (Zone is not null)
            spec["nodeSelector"] = new JsonObject { ["zone"] = Zone };
        if (Tolerates)
            spec["tolerations"] = new JsonArray(new JsonObject { ["key"] = "sku", ["operator"] = "Equal", ["value"] = "gpu" });
        if (Apart is not null)
            spec["affinity"] = SchedulerTests.PodTerms("podAntiAffinity", "apart", Apart);
    }
}

/// <summary>A random cluster, and an oracle that knows nothing of the scheduler's code: who may run where, from the numbers of the case alone.</summary>
internal sealed class SchedulingCase
{
    private readonly Dictionary<string, RandomPod> _pods = new(StringComparer.Ordinal);
    private readonly Random _random;
    private int _next;

    public SchedulingCase(int seed)
    {
        _random = new Random(seed);
        var pools = new List<NodePoolDefinition>();
        foreach (var type in new[] { "cpu4", "gpu1", "gpu2", "gpu4" })
        {
            var count = _random.Next(0, 4);
            if (count == 0)
                continue;
            pools.Add(new NodePoolDefinition(type, type)
            {
                Count = count,
                MaxNodes = count,
                Labels = new Dictionary<string, string> { ["zone"] = _random.Next(2) == 0 ? "a" : "b" },
                Taints = _random.Next(3) == 0 ? [new TaintDefinition("sku", "gpu", "NoSchedule")] : [],
            });
        }

        Definition = SimulatedCluster.Mixed([.. pools]);
    }

    public ClusterDefinition Definition { get; }

    public int Draw(int below) => _random.Next(below);

    public RandomPod NewPod(bool priorities)
    {
        var pod = new RandomPod(
            $"p{_next++}", 100 + 100 * _random.Next(30), _random.Next(3) == 0 ? 1 << _random.Next(3) : 0, priorities ? _random.Next(3) * 100 : 0,
            _random.Next(4) == 0 ? (_random.Next(2) == 0 ? "a" : "b") : null, _random.Next(2) == 0, _random.Next(4) == 0 ? $"g{_random.Next(2)}" : null);
        _pods[pod.Name] = pod;
        return pod;
    }

    /// <summary>Every bound Pod is where it may be, and no node holds more than it has.</summary>
    public void AssertSound(SimulatedCluster cluster)
    {
        foreach (var node in cluster.Nodes())
        {
            var here = On(cluster, node.Name).ToList();
            Assert.True(here.Sum(static pod => pod.MilliCpu) <= node.Allocatable["cpu"], $"{node.Name}: more CPU bound than allocatable");
            Assert.True(here.Sum(static pod => pod.Gpus) <= node.Allocatable["nvidia.com/gpu"], $"{node.Name}: more GPUs bound than allocatable");
            Assert.True(here.Count <= node.Allocatable["pods"]);
            Assert.All(here, pod => Assert.True(Allowed(pod, node), $"{pod} may not run on {node.Name}"));
            foreach (var group in here.Where(static pod => pod.Apart is not null).GroupBy(static pod => pod.Apart))
                Assert.Single(group);
        }
    }

    /// <summary>No waiting Pod would fit anywhere as things are, nor after ending everything less important on one node.</summary>
    public void AssertComplete(SimulatedCluster cluster)
    {
        var waiting = cluster.Pods().Where(static pod => pod is { NodeName: null, Deleting: false }).Select(pod => _pods[pod.Name]).ToList();
        foreach (var pod in waiting)
        {
            foreach (var node in cluster.Nodes().Where(node => Allowed(pod, node)))
            {
                var stay = On(cluster, node.Name).Where(other => other.Priority >= pod.Priority).ToList();
                Assert.False(Fits(pod, node, stay), $"{pod} waits although {node.Name} would take it");
            }
        }
    }

    private static bool Fits(RandomPod pod, NodeView node, List<RandomPod> beside) =>
        pod.MilliCpu + beside.Sum(static other => other.MilliCpu) <= node.Allocatable["cpu"]
        && pod.Gpus + beside.Sum(static other => other.Gpus) <= node.Allocatable["nvidia.com/gpu"]
        && (pod.Apart is null || beside.All(other => other.Apart != pod.Apart));

    private static bool Allowed(RandomPod pod, NodeView node) =>
        (pod.Zone is null || node.Labels["zone"] == pod.Zone) && (pod.Tolerates || node.Taints.All(static taint => taint.Key != "sku"));

    private IEnumerable<RandomPod> On(SimulatedCluster cluster, string node) =>
        cluster.Pods().Where(pod => pod.NodeName == node && !pod.Terminal).Select(pod => _pods[pod.Name]);
}
