using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>A member's API server stops answering, for good or for a while.</summary>
public sealed class LostMemberTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task After_the_grace_period_models_are_placed_elsewhere_and_nothing_runs_twice_after_the_return()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("lost", "a", "policyName: quick"), SmallFleet.Model("lost", "b", "policyName: quick"));
        await Fleet.SettledAsync();
        Assert.All((await Fleet.SettledAsync()).Placements, p => Assert.Equal("azure", p.Placement.Cluster));

        await Fleet.Server("azure").StopAsync();
        var moved = await Fleet.SettledAsync(null, "azure");
        Assert.All(moved.Placements, p => Assert.Equal("aws", p.Placement.Cluster));
        foreach (var model in moved.Models)
        {
            Assert.Equal("ClusterLost", model.Status!.Decision!.Reason);
            Seen.Says(model.Status.Decision.Message, "moved from azure, which does not answer");
        }

        // It ran on all the while; its return must not leave a second copy.
        await Fleet.Server("azure").StartAsync();
        await Fleet.ReachableAsync("azure", "azure", "True");
        var picture = await Fleet.SettledAsync(p => p.Objects.Any(o => o.Kind == "Deployment" && o.Cluster == "aws") && p.Objects.Any(o => o.Kind == "Deployment" && o.Cluster == "azure") ? "in aws and in azure" : null);
        Assert.Equal(2, picture.Objects.Count(o => o.Kind == "Deployment"));
    }

    [Fact]
    public async Task A_silence_shorter_than_the_grace_period_moves_nothing()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("brief", "llm"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();
        var decided = (await Fleet.ModelAsync("brief", "llm")).Status!.Decision!.Time;

        await Fleet.Server("azure").StopAsync();
        await Fleet.ReachableAsync("azure", "azure", "False");
        await Fleet.ConditionAsync("brief", "llm", "Degraded", "True");
        // Several rounds of planning.
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.Equal(["azure"], (await Fleet.ModelAsync("brief", "llm")).Status!.Placements!.Select(p => p.Cluster));
        await Fleet.Server("azure").StartAsync();

        await Fleet.ConditionAsync("brief", "llm", "Degraded", "False");
        await Fleet.SettledAsync();
        Assert.Equal(standing, await Fleet.StandingAsync());
        Assert.Equal(decided, (await Fleet.ModelAsync("brief", "llm")).Status!.Decision!.Time);
    }

    [Fact]
    public async Task A_model_deleted_while_its_member_is_lost_goes_and_on_return_exactly_ours_is_removed()
    {
        var azure = Fleet.Member("azure");
        await Fleet.ApplyAsync(SmallFleet.Model("away", "llm"));
        await Fleet.SettledAsync();
        await TestFleet.ApplyToAsync(azure, SmallFleet.Yaml("""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: theirs, namespace: away, labels: { lepton.ai/model: llm } }
            data: { a: b }
            """));

        await Fleet.Server("azure").StopAsync();
        await Fleet.ReachableAsync("azure", "azure", "False");
        await Fleet.DeleteAsync("away", "llm");
        await Fleet.UntilAsync("the model is gone", async () => await Fleet.Hub.Resource<Api.Models.LeptonModel>().TryGetAsync("llm", "away") is null ? null : "its finalizer holds it");

        await Fleet.Server("azure").StartAsync();
        await Fleet.UntilAsync("what it ran is gone", async () =>
        {
            var left = (await azure.Resource<V1Deployment>().ListAsync("away")).Items.Count + (await azure.Resource<V1Service>().ListAsync("away")).Items.Count + (await azure.Resource<V1Pod>().ListAsync("away")).Items.Count;
            return left == 0 ? null : $"{left} objects are left";
        });
        Assert.NotNull(await azure.Resource<V1ConfigMap>().TryGetAsync("theirs", "away"));
        // Somebody else lives there: the namespace we made stays until they have left.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Null((await azure.Resource<V1Namespace>().GetAsync("away")).Metadata.DeletionTimestamp);
        await azure.Resource<V1ConfigMap>().DeleteAsync("theirs", "away");
        await Fleet.UntilAsync("the namespace is gone too", async () => await azure.Resource<V1Namespace>().TryGetAsync("away") is null ? null : "it is there");
    }
}
