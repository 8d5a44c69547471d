using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class DeterminismTests
{
    [Fact]
    public async Task The_same_input_gives_the_same_run_and_another_seed_another()
    {
        var first = await Record(seed: 1);
        Assert.True(first.Count > 200);
        Assert.Equal(first, await Record(seed: 1));
        Assert.NotEqual(first, await Record(seed: 2));
    }

    private static async Task<List<string>> Record(int seed)
    {
        var log = new List<string>();
        await using var cluster = new SimulatedCluster(
            SimulatedCluster.Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = 3, MaxNodes = 5 }, new NodePoolDefinition("gpu", "gpu2") { MaxNodes = 3 }),
            new SimulationOptions { Seed = seed });
        using var watch = cluster.Api.Subscribe(change => log.Add($"{cluster.Time.GetUtcNow():O} {change.Type} {change.Object.ToJsonString()}"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 6, cpu: "1"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("model", 3, gpus: 1));
        cluster.Create(Kinds.Jobs, Manifests.Job("batch", static spec => spec["completions"] = 3));
        cluster.Run(5);
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:2");
        cluster.Run(3);
        await cluster.Simulation.Faults.LoseNode("member-cpu-1");
        cluster.Run(20);
        return log;
    }
}
