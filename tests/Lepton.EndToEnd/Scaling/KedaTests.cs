using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Scaling;

/// <summary>Models scaled by KEDA. The sandbox has its kind, with the fields that we write and no others (https://keda.sh/docs/2.18/reference/scaledobject-spec/), but not KEDA itself: the test sets the replicas as KEDA does, through the scale subresource.</summary>
public sealed class KedaTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: scaledobjects.keda.sh }
        spec:
          group: keda.sh
          scope: Namespaced
          names: { kind: ScaledObject, listKind: ScaledObjectList, plural: scaledobjects, singular: scaledobject }
          versions:
          - name: v1alpha1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [scaleTargetRef, triggers]
                    properties:
                      scaleTargetRef: { type: object, required: [name], properties: { apiVersion: { type: string }, kind: { type: string }, name: { type: string } } }
                      minReplicaCount: { type: integer, format: int32 }
                      maxReplicaCount: { type: integer, format: int32 }
                      cooldownPeriod: { type: integer, format: int32 }
                      advanced:
                        type: object
                        properties: { horizontalPodAutoscalerConfig: { type: object, properties: { behavior: { type: object, x-kubernetes-preserve-unknown-fields: true } } } }
                      triggers:
                        type: array
                        items:
                          type: object
                          required: [type, metadata]
                          properties: { type: { type: string }, metadata: { type: object, additionalProperties: { type: string } } }
        """;

    [Fact]
    public async Task A_member_without_keda_says_so_and_with_it_the_model_goes_to_nothing_and_back()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("keda", "llm", """
            replicas: 2
            scaling:
              engine: KEDA
              minReplicas: 0
              maxReplicas: 6
              scaleDownDelay: 2s
              triggers: [{ type: prometheus, metadata: { serverAddress: "http://prometheus:9090", query: sum(queue), threshold: "5" } }]
            """));
        var missing = await Fleet.ConditionAsync("keda", "llm", "Applied", "False", "KedaMissing");
        Seen.Says(missing.Message, "cluster azure does not serve ScaledObject of keda.sh/v1alpha1", "2 replicas run there and are not scaled", "install KEDA there");
        await Fleet.UntilAsync("it serves all the same", async () => (await Fleet.ModelAsync("keda", "llm")).Status?.ReadyReplicas == 2 ? null : "not yet");

        await TestFleet.ApplyToAsync(Fleet.Member("azure"), SmallFleet.Yaml(Definition));
        await Fleet.ConditionAsync("keda", "llm", "Applied", "True");
        var scaled = await ScaledObjectAsync();
        Assert.Equal((0, 6, "prometheus"), ((int?)scaled["spec"]!["minReplicaCount"], (int?)scaled["spec"]!["maxReplicaCount"], (string?)scaled["spec"]!["triggers"]![0]!["type"]));
        // Handed over without a dip.
        Assert.Equal(2, (await DeploymentAsync()).Spec.Replicas);

        await ScaleAsync(0);
        await Fleet.ConditionAsync("keda", "llm", "Ready", "True", "ScaledToZero");
        await Fleet.UntilAsync("the place of one replica is kept", async () => (await Fleet.ModelAsync("keda", "llm")).Status is { Scaling.Wanted: 1, Placements: [{ Cluster: "azure", Replicas: 1, AutoscaledReplicas: 0 }] } ? null : "not yet");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(0, (await DeploymentAsync()).Spec.Replicas);

        await ScaleAsync(5);
        await Fleet.UntilAsync("five are planned for and ready", async () => (await Fleet.ModelAsync("keda", "llm")).Status is { Replicas: 5, ReadyReplicas: 5, Scaling.Wanted: 5 } ? null : "not yet");

        await Fleet.ChangeAsync("keda", "llm", "{ replicas: 3, scaling: null }");
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.Replicas) == 3 ? null : "not three");
        Assert.Equal(3, (await DeploymentAsync()).Spec.Replicas);
        await Fleet.UntilAsync("the ScaledObject is gone", async () => (await ScaledObjectsAsync()).Count == 0 ? null : "it is there");
    }

    private async Task<JsonObject> ScaledObjectAsync()
    {
        IReadOnlyList<UnstructuredObject> all = [];
        await Fleet.UntilAsync("there is one ScaledObject", async () => (all = await ScaledObjectsAsync()).Count == 1 ? null : $"{all.Count}");
        return all[0].Json;
    }

    private async Task<IReadOnlyList<UnstructuredObject>> ScaledObjectsAsync()
    {
        var azure = Fleet.Member("azure");
        return [.. (await azure.Resource((await azure.FindResourceAsync("keda.sh/v1alpha1", "ScaledObject"))!).ListAllAsync("keda")).Items];
    }

    private async Task<V1Deployment> DeploymentAsync() => Assert.Single((await Fleet.Member("azure").Resource<V1Deployment>().ListAsync("keda")).Items);

    private async Task ScaleAsync(int replicas) => await Fleet.Member("azure").Resource<V1Deployment>().UpdateScaleAsync((await DeploymentAsync()).Metadata.Name!, "keda", replicas);
}
