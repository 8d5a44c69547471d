using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Repair;

/// <summary>What somebody changes or deletes in a member is put right; what they add stays.</summary>
public sealed class DriftTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task An_edited_Deployment_and_a_deleted_Service_are_repaired_and_a_label_of_somebody_else_stays()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("drift", "llm"));
        await Fleet.SettledAsync();
        var azure = Fleet.Member("azure");
        var deployment = Assert.Single((await azure.Resource<V1Deployment>().ListAsync("drift")).Items);
        var service = await azure.Resource<V1Service>().GetAsync("llm", "drift");
        var edit = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = "search" } },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 7,
                ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = deployment.Spec!.Template!.Spec!.Containers![0].Name, ["image"] = "registry.example/evil:2" }) } },
            },
        };

        await azure.Resource<V1Deployment>().PatchAsync(deployment.Metadata.Name!, "drift", Patch.Strategic(edit), options: new WriteOptions { FieldManager = "kubectl-edit" });
        await azure.Resource<V1Service>().DeleteAsync("llm", "drift");

        await Fleet.UntilAsync("the Deployment is as decided and the Service is back", async () =>
        {
            var now = await azure.Resource<V1Deployment>().GetAsync(deployment.Metadata.Name!, "drift");
            var image = now.Spec!.Template!.Spec!.Containers![0].Image;
            if (image != "registry.example/serve:1" || now.Spec.Replicas != 2)
                return $"image {image}, {now.Spec.Replicas} replicas";
            return await azure.Resource<V1Service>().TryGetAsync("llm", "drift") is { } again && again.Metadata.Uid != service.Metadata.Uid ? null : "no Service";
        });
        await Fleet.SettledAsync();
        var repaired = await azure.Resource<V1Deployment>().GetAsync(deployment.Metadata.Name!, "drift");
        Assert.Equal(deployment.Metadata.Uid, repaired.Metadata.Uid);
        Assert.Equal("search", repaired.Metadata.Labels!["team"]);
    }

    [Fact]
    public async Task A_namespace_deleted_in_a_member_is_made_again_with_all_that_was_in_it()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("dropped", "llm"));
        await Fleet.SettledAsync();
        var azure = Fleet.Member("azure");
        var before = await azure.Resource<V1Namespace>().GetAsync("dropped");

        await azure.Resource<V1Namespace>().DeleteAsync("dropped");

        await Fleet.UntilAsync("there is a new namespace", async () =>
            await azure.Resource<V1Namespace>().TryGetAsync("dropped") is { Metadata.DeletionTimestamp: null } now && now.Metadata.Uid != before.Metadata.Uid ? null : "not yet");
        await Fleet.SettledAsync();
        Assert.NotNull(await azure.Resource<V1Service>().TryGetAsync("llm", "dropped"));
    }
}
