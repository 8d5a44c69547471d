using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Repair;

/// <summary>An object of the same name that is not ours is not taken over but reported.</summary>
public sealed class ForeignObjectTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private static readonly JsonObject Foreign = SmallFleet.Yaml("""
        apiVersion: v1
        kind: Service
        metadata: { name: llm, namespace: taken, labels: { team: search } }
        spec: { selector: { app: search }, ports: [{ port: 9200 }] }
        """);

    [Fact]
    public async Task A_foreign_Service_is_left_alone_and_named_and_once_it_is_gone_the_model_is_applied()
    {
        var azure = Fleet.Member("azure");
        await TestFleet.ApplyToAsync(azure, Foreign);
        var before = await azure.Resource<V1Service>().GetAsync("llm", "taken");
        await Fleet.ApplyAsync(SmallFleet.Model("taken", "llm"));

        var applied = await Fleet.ConditionAsync("taken", "llm", "Applied", "False", "NameTaken");
        Seen.Says(applied.Message, "llm", "azure", "somebody else", "lepton.ai/hub", "spec.adoptionPolicy");
        Assert.Equal("NameTaken", (await Fleet.ConditionAsync("taken", "llm", "Degraded", "True")).Reason);
        var still = await azure.Resource<V1Service>().GetAsync("llm", "taken");
        Assert.Equal(before.Metadata.ResourceVersion, still.Metadata.ResourceVersion);

        await azure.Resource<V1Service>().DeleteAsync("llm", "taken");
        await Fleet.ConditionAsync("taken", "llm", "Applied", "True");
        await Fleet.SettledAsync();
        Assert.Equal("lepton-operator", (await azure.Resource<V1Service>().GetAsync("llm", "taken")).Metadata.Labels!["app.kubernetes.io/managed-by"]);
    }

    [Fact]
    public async Task Deletion_of_the_model_removes_exactly_ours()
    {
        var azure = Fleet.Member("azure");
        await TestFleet.ApplyToAsync(azure, Foreign, SmallFleet.Yaml("""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: theirs, namespace: taken }
            data: { a: b }
            """));
        await Fleet.ApplyAsync(SmallFleet.Model("taken", "other"));
        await Fleet.SettledAsync();

        await Fleet.DeleteAsync("taken", "other");

        await Fleet.UntilAsync("the model and its Deployment are gone", async () =>
            (await azure.Resource<V1Deployment>().ListAsync("taken")).Items.Count + (await Fleet.Hub.Resource<Api.Models.LeptonModel>().ListAsync("taken")).Items.Count == 0 ? null : "not yet");
        Assert.Equal(["llm"], (await azure.Resource<V1Service>().ListAsync("taken")).Items.Select(s => s.Metadata.Name));
        Assert.NotNull(await azure.Resource<V1ConfigMap>().TryGetAsync("theirs", "taken"));
        Assert.Null((await azure.Resource<V1Namespace>().GetAsync("taken")).Metadata.DeletionTimestamp);
    }
}
