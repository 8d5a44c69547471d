using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>Training runs with a checkpoint, on the eight A100 of one of three clusters: stopped where they are, and started where they belong, never both.</summary>
public sealed class RunMoveTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Run = "{ workload: Training, replicas: null, ports: null, policyName: POLICY, training: { parallelism: 4, checkpoint: { grace: 2m } } }";

    [Fact]
    public async Task It_moves_when_that_pays_is_stopped_first_and_starts_as_it_was()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("runs", "10m", "migration: { verification: { minReadySeconds: 1 } }"), Model("run", "runs"));
        using var watch = new PodWatch(Fleet, "run");
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        var before = await JobAsync("azure");
        Assert.Equal(120, before.Spec!.Template!.Spec!.TerminationGracePeriodSeconds);

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        var after = await Fleet.SettledAsync(p => p.Models[0].Status?.Migration is null && p.Placements.All(x => x.Placement.Cluster == "aws") ? null : "not in aws");
        Assert.Equal("CostSavings", after.Models[0].Status!.Decision!.Reason);
        Assert.True(after.Models[0].Status!.Decision!.Move!.PaybackHours > 0);
        Assert.Empty(FleetChecks.Settled(after));
        var there = await JobAsync("aws");
        Assert.Equal(Environment(before), Environment(there));
        Assert.Equal((before.Metadata.Name, before.Spec.Completions, before.Spec.CompletionMode), (there.Metadata.Name, there.Spec!.Completions, there.Spec.CompletionMode));
        Assert.All(watch.Samples, s => Assert.True(s.AliveIn.Count <= 1, $"alive in {string.Join(" and ", s.AliveIn)} at once"));
    }

    [Fact]
    public async Task It_gives_way_to_a_higher_priority_as_a_whole_both_say_so_and_it_comes_back()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("azure", "10m", "{ providers: { allow: [azure] } }"), Model("run", "azure"), SmallFleet.Model("runs", "base", "{ replicas: 3, policyName: azure, priority: 10 }"));
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.ReadyReplicas) == 7 ? null : "not seven");
        var first = await JobAsync("azure");
        await Fleet.ApplyAsync(SmallFleet.Model("runs", "high", "{ replicas: 2, policyName: azure, priority: 10 }"));

        await Fleet.ConditionAsync("runs", "high", "Ready", "True");
        var preempted = await Fleet.ConditionAsync("runs", "run", "Scheduled", "False", "Preempted");
        Seen.Says(preempted.Message, "gives way to runs/high (priority 10)", "the gang of 4 has no place");
        Seen.Says((await Fleet.ModelAsync("runs", "high")).Status!.Decision!.Message, "in place of runs/run (priority 0)");
        await Fleet.UntilAsync("nothing of the run is left", async () => (await Fleet.Member("azure").Resource<V1Job>().ListAsync("runs")).Items.Count == 0 && (await Fleet.ModelAsync("runs", "run")).Status!.Placements is null or { Count: 0 } ? null : "not yet");

        await Fleet.DeleteAsync("runs", "high");
        await Fleet.ConditionAsync("runs", "run", "Ready", "True");
        Assert.NotEqual(first.Metadata.Uid, (await JobAsync("azure")).Metadata.Uid);
    }

    [Fact]
    public async Task A_budget_cuts_it_and_spares_the_run_whose_work_would_be_lost_which_says_so()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("tight", "10m", "{ providers: { allow: [azure] } }"), Model("run", "tight"),
            SmallFleet.Model("runs", "kept", "{ workload: Training, replicas: null, ports: null, policyName: tight, training: { parallelism: 4 } }"));
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.ReadyReplicas) == 8 ? null : "not eight");

        await Fleet.ReplaceAsync(SmallFleet.Policy("tight", "10m", "{ providers: { allow: [azure] }, budget: { hourlyCost: 1 } }"));
        var cut = await Fleet.ConditionAsync("runs", "run", "Scheduled", "False", "OverBudget");
        Seen.Says(cut.Message, "PlacementPolicy tight spec.budget.hourlyCost is $1.00", "the gang of 4 has no place");
        await Fleet.UntilAsync("the run that is spared says why", async () => (await Fleet.Hub.Resource<Eventsv1Event>().ListAllAsync("runs")).Items
            .Any(e => e is { Reason: "CeilingExceeded", Regarding.Name: "kept" } && e.Note!.Contains("it has no training.checkpoint", StringComparison.Ordinal)) ? null : "not yet");
        Assert.Equal(4, (await Fleet.ModelAsync("runs", "kept")).Status!.ReadyReplicas);
    }

    private static System.Text.Json.Nodes.JsonObject Model(string name, string policy) => SmallFleet.Model("runs", name, Run.Replace("POLICY", policy, StringComparison.Ordinal));

    private async Task<V1Job> JobAsync(string cluster) => Assert.Single((await Fleet.Member(cluster).Resource<V1Job>().ListAsync("runs")).Items);

    private static IReadOnlyList<string> Environment(V1Job job) => [.. job.Spec!.Template!.Spec!.Containers![0].Env!.Select(e => $"{e.Name}={e.Value}{e.ValueFrom?.FieldRef?.FieldPath}")];
}
