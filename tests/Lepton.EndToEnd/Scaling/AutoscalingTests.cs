using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Scaling;

/// <summary>Two levels of autoscaling: HorizontalPodAutoscalers in the members set replicas within their bounds, and the hub gives capacity and bounds to where the plan wants them.</summary>
public sealed class AutoscalingTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Scaled = """
        replicas: 2
        scaling:
          minReplicas: 2
          maxReplicas: 12
          scaleDownDelay: 3s
          metrics: [{ type: Pods, pods: { metric: { name: queue }, target: { type: AverageValue, averageValue: "10" } } }]
          behavior: { scaleDown: { stabilizationWindowSeconds: 0 }, scaleUp: { policies: [{ type: Pods, value: 8, periodSeconds: 15 }] } }
        """;

    [Fact]
    public async Task Demand_seen_in_members_is_given_places_over_clusters_and_given_back()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("scaled", "llm", Scaled));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await using var load = new SharedLoad(Fleet, "scaled", "llm", "queue");
        load.Total = 20;
        await BoundsAsync("llm", ["azure"], 2, 12);

        // azure has eight GPUs.
        load.Total = 105;
        await Fleet.UntilAsync("ten replicas serve in two clusters", async () =>
        {
            var status = (await Fleet.ModelAsync("scaled", "llm")).Status!;
            var places = (status.Placements ?? []).Where(p => p.State != PlacementState.Draining).ToList();
            return status.ReadyReplicas >= 10 && places.Count == 2 && places.Sum(p => p.Replicas) >= 10 ? null : $"{status.ReadyReplicas} ready, planned {status.Scaling?.Wanted}, {string.Join(", ", places.Select(p => $"{p.Cluster} {p.AutoscaledReplicas} of {p.Replicas}"))}";
        });
        await BoundsAsync("llm", ["aws", "azure"], 2, 12);
        Assert.Equal("True", (await Fleet.ConditionAsync("scaled", "llm", "Ready", "True")).Status);
        foreach (var member in new[] { "aws", "azure" })
        {
            var deployment = Assert.Single((await Fleet.Member(member).Resource<V1Deployment>().ListAsync("scaled")).Items);
            Assert.DoesNotContain(deployment.Metadata.ManagedFields!, f => (string?)f?["manager"] == "lepton-operator" && f["fieldsV1"]?["f:spec"]?["f:replicas"] is not null);
        }

        load.Total = 1;
        await Fleet.UntilAsync("two replicas are left", async () =>
        {
            var status = (await Fleet.ModelAsync("scaled", "llm")).Status!;
            return status is { Scaling.Wanted: 2, ReadyReplicas: 2, Placements: [{ Cluster: "azure", Replicas: 2 }] } ? null : $"{status.ReadyReplicas} ready, planned {status.Scaling?.Wanted}, {status.Migration?.Phase}: {string.Join(", ", status.Placements!.Select(p => $"{p.Cluster} {p.AutoscaledReplicas} of {p.Replicas} {p.State}"))}";
        });
        await BoundsAsync("llm", ["azure"], 2, 12);
    }

    [Fact]
    public async Task A_move_is_proven_with_all_that_is_wanted_although_its_target_has_no_load_yet()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("scaled", "llm", Scaled.Replace("3s", "10m", StringComparison.Ordinal)));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        var azure = Assert.Single((await Fleet.Member("azure").Resource<V1Deployment>().ListAsync("scaled")).Items);
        await Fleet.Session.Fleet["azure"].Simulation.Load.Set("scaled", azure.Metadata.Name!, "queue", 50);
        await Fleet.UntilAsync("five replicas", async () => (await Fleet.ModelAsync("scaled", "llm")).Status is { ReadyReplicas: 5, Replicas: 5, Scaling.Wanted: 5 } ? null : "not yet");

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        var watched = 5;
        await Fleet.UntilAsync("all are in aws", async () =>
        {
            var status = (await Fleet.ModelAsync("scaled", "llm")).Status!;
            watched = Math.Min(watched, status.ReadyReplicas ?? 0);
            return status is { Migration: null, Placements: [{ Cluster: "aws", Replicas: 5 }] } ? null : status.Migration?.Message ?? "not yet";
        });
        Assert.True(watched >= 5, $"only {watched} replicas were ready at some moment");
    }

    [Fact]
    public async Task The_scale_subresource_works_for_kubectl_and_for_an_autoscaler_on_the_hub()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("scaled", "llm"));
        await Fleet.SettledAsync();
        await Fleet.Hub.Resource<LeptonModel>().UpdateScaleAsync("llm", "scaled", 3);
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.Replicas) == 3 ? null : "not three");
        var scale = await Fleet.Hub.Resource<LeptonModel>().GetScaleAsync("llm", "scaled");
        Assert.Equal((3, 3, "lepton.ai/model=llm,lepton.ai/model-namespace=scaled"), (scale.Spec!.Replicas, scale.Status!.Replicas, scale.Status.Selector));

        await TestFleet.ApplyToAsync(Fleet.Hub, SmallFleet.Yaml("""
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: { name: llm, namespace: scaled }
            spec:
              scaleTargetRef: { apiVersion: lepton.ai/v1alpha1, kind: LeptonModel, name: llm }
              minReplicas: 1
              maxReplicas: 6
              metrics: [{ type: External, external: { metric: { name: queue }, target: { type: AverageValue, averageValue: "10" } } }]
            """));
        await Fleet.Session.Fleet["hub"].Simulation.Load.Set("scaled", "llm", "queue", 48);
        await Fleet.UntilAsync("five replicas are placed and ready", async () => await Fleet.ModelAsync("scaled", "llm") is { Spec.Replicas: 5, Status: { Replicas: 5, ReadyReplicas: 5 } } ? null : "not yet");
        // Nobody takes them back.
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(5, (await Fleet.ModelAsync("scaled", "llm")).Spec.Replicas);
    }

    /// <summary>The bounds of the autoscalers in these clusters, and in no other, sum up to these.</summary>
    private Task BoundsAsync(string model, string[] clusters, int least, int most) => Fleet.UntilAsync($"bounds sum up to {least} and {most}", async () =>
    {
        var all = new List<(string Cluster, V2HorizontalPodAutoscalerSpec Spec)>();
        foreach (var (name, client) in Fleet.Members)
            all.AddRange((await client.Resource<V2HorizontalPodAutoscaler>().ListAsync("scaled")).Items.Where(a => a.Metadata.Labels!["lepton.ai/model"] == model).Select(a => (name, a.Spec)));
        return all.Select(a => a.Cluster).Order().SequenceEqual(clusters) && all.Sum(a => a.Spec.MinReplicas) == least && all.Sum(a => a.Spec.MaxReplicas) == most
            ? null
            : string.Join(", ", all.Select(a => $"{a.Cluster} {a.Spec.MinReplicas} to {a.Spec.MaxReplicas}"));
    });
}
