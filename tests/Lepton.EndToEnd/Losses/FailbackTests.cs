using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Moves;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>A member that was given up comes back, and so does the work where the policy wants it. Rebalancing is off: nothing but failback moves anything back.</summary>
public sealed class FailbackTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task Models_go_back_by_a_move_that_serves_throughout_and_only_where_the_policy_says_so()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("back", "2s", "{ rebalance: { mode: Disabled }, failover: { gracePeriod: 2s, failback: Automatic, failbackDelay: 4s } }"),
            SmallFleet.Policy("stay", "2s", "{ rebalance: { mode: Disabled }, failover: { gracePeriod: 2s } }"),
            SmallFleet.Model("home", "back", "{ replicas: 2, policyName: back }"), SmallFleet.Model("home", "stay", "policyName: stay"));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");

        await Fleet.Server("azure").StopAsync();
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "aws") ? null : "not in aws", "azure");
        var away = (await Fleet.ModelAsync("home", "back")).Status!.Failback!;
        Assert.Equal((FailbackHold.ClusterAway, "azure"), (away.Reason, Assert.Single(away.Places!).Cluster));
        await Fleet.Server("azure").StartAsync();
        await Fleet.ReachableAsync("azure", "azure", "True");
        await Fleet.UntilAsync("what azure went on running is gone", async () => (await Fleet.Member("azure").Resource<V1Deployment>().ListAsync("home")).Items is { Count: > 0 } left ? $"{left.Count} Deployments" : null);
        using var watch = new PodWatch(Fleet, "back");
        await Fleet.UntilAsync("the watch has seen all replicas ready", () => Task.FromResult(watch.Samples.Any(s => s.Ready >= 2) ? null : "not yet"));
        var first = watch.Samples.Count;

        var back = await Fleet.SettledAsync(p => p.Placements.Any(x => x.Placement.Cluster == "azure") && p.Objects.Count(o => o.Kind == "Deployment") == 2 ? null : "not back yet");
        var model = back.Models.Single(m => m.Metadata.Name == "back");
        Assert.Equal(("FailedBack", "azure"), (model.Status!.Decision!.Reason, Assert.Single(model.Status.Placements!).Cluster));
        Assert.Null(model.Status.Failback);
        var samples = watch.Samples.Skip(first - 1).ToList();
        Assert.Contains(samples, s => s.AliveIn.Count == 2);
        Assert.True(samples.Min(s => s.Ready) >= 2, $"only {samples.Min(s => s.Ready)} of 2 replicas were ready at some moment");
        // Several rounds of planning later still.
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal("aws", Assert.Single((await Fleet.ModelAsync("home", "stay")).Status!.Placements!).Cluster);
    }
}
