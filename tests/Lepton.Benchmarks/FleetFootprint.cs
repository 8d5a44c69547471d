using System.Diagnostics;
using Lepton.Sandbox.Fleet;

namespace Lepton.Benchmarks;

/// <summary>
/// What a sandbox takes: how long a small fleet needs until its API servers answer and its nodes are registered, and how much memory a hundred clusters of
/// two hundred nodes hold in one process once all their system Pods run.
/// </summary>
internal static class FleetFootprint
{
    /// <summary>Milliseconds until a small fleet serves.</summary>
    private const long StartTarget = 3000;

    /// <summary>Bytes of a hundred clusters of two hundred nodes.</summary>
    private const double MemoryTarget = 2e9;

    public static async Task RunAsync(int clusters, int nodes)
    {
        var watch = Stopwatch.StartNew();
        await using (var small = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.ThreeClouds)))
            Console.WriteLine($"three clouds: {small.Members.Count} members serve after {watch.ElapsedMilliseconds} ms (from a cold process); target {StartTarget} ms{Missed(watch.ElapsedMilliseconds > StartTarget)}");

        watch.Restart();
        await using var fleet = await SandboxFleet.StartAsync(Large(clusters, nodes));
        Console.WriteLine($"{clusters} clusters of {nodes} nodes: registered after {watch.Elapsed.TotalSeconds:0.0} s");
        await RunningAsync(fleet, nodes);
        Console.WriteLine($"all system Pods ready after {watch.Elapsed.TotalSeconds:0.0} s");
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"managed {GC.GetTotalMemory(false) / 1e6:0} MB, working set {self.WorkingSet64 / 1e6:0} MB, at most {self.PeakWorkingSet64 / 1e6:0} MB; target {MemoryTarget / 1e6:0} MB for 100 clusters of 200 nodes{Missed(self.PeakWorkingSet64 > MemoryTarget)}");
    }

    private static string Missed(bool missed) => missed ? ", MISSED" : "";

    private static FleetDefinition Large(int clusters, int nodes) => new(
        "large",
        new ClusterDefinition("hub"),
        Enumerable.Range(0, clusters).Select(i => new ClusterDefinition($"member-{i}")
        {
            Provider = CloudKind.AWS,
            Region = "us-east-1",
            NodePools = [new NodePoolDefinition("cpu", "m5.2xlarge") { Count = nodes / 2, MaxNodes = nodes / 2 }, new NodePoolDefinition("gpu", "g5.12xlarge") { Count = nodes - nodes / 2, MaxNodes = nodes }],
        }).ToList());

    private static async Task RunningAsync(SandboxFleet fleet, int nodes)
    {
        var pods = new Sandbox.Storage.GroupVersionResource("", "v1", "pods");
        foreach (var cluster in fleet.Members)
        {
            while (cluster.Api.List(pods, "kube-system").Count(pod => (string?)pod["status"]?["phase"] == "Running") < nodes)
                await Task.Delay(50);
        }
    }
}
