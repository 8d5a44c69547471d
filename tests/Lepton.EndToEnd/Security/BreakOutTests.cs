using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Security;

/// <summary>What users of a namespace may try with LeptonModels to reach what is not theirs, and what comes of it (docs/concepts/security.md).</summary>
public sealed class BreakOutTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Mounts = "volumes: [{ name: token, secret: { secretName: token } }], volumeMounts: [{ name: token, mountPath: /token }]";

    [Fact]
    public async Task A_Secret_of_another_namespace_is_not_brought_along_whatever_names_it()
    {
        await Fleet.ApplyAsync(
            Secret("team-b", "token"),
            SmallFleet.Model("team-a", "curious", $"{{ propagate: [{{ kind: Secret, name: token }}], {Mounts} }}"));

        // The name is looked for in the model's own namespace, and nowhere else.
        Seen.Says((await Fleet.ConditionAsync("team-a", "curious", "Applied", "False", "PropagatedObjectMissing")).Message, "Secret", "team-a", "token");
        foreach (var member in SmallFleet.Members)
            Assert.DoesNotContain((await Fleet.Member(member).Resource<V1Secret>().ListAllAsync()).Items, s => s.Metadata.Name == "token");

        // A namespace cannot be written into the name.
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => Fleet.ApplyAsync(SmallFleet.Model("team-a", "sly", "propagate: [{ kind: Secret, name: ../team-b/token }]")));
        Seen.Says(refused.Message, "spec.propagate[0].name", "../team-b/token");
    }

    [Fact]
    public async Task Labels_of_another_model_or_hub_in_a_podTemplate_do_not_stick()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Model("team-b", "victim", "replicas: 1"),
            SmallFleet.Model("team-a", "thief", """
                { replicas: 1, podTemplate: { metadata: { namespace: team-b, labels: { lepton.ai/model: victim, lepton.ai/model-namespace: team-b, lepton.ai/hub: another,
                  app.kubernetes.io/managed-by: thief, team: a } } } }
                """));
        await Fleet.SettledAsync();

        var azure = Fleet.Member("azure");
        var own = Assert.Single((await azure.Resource<V1Deployment>().ListAsync("team-a")).Items);
        var labels = own.Spec!.Template!.Metadata!.Labels!;
        Assert.Equal(("thief", "team-a", "lepton-operator", "a"), (labels["lepton.ai/model"], labels["lepton.ai/model-namespace"], labels["app.kubernetes.io/managed-by"], labels["team"]));
        Assert.NotEqual("another", labels["lepton.ai/hub"]);
        Assert.Single((await azure.Resource<V1Pod>().ListAsync("team-b")).Items);
        Assert.Equal(1, (await Fleet.ModelAsync("team-b", "victim")).Status!.ReadyReplicas);

        // Nor does the thief's end take anything of the victim's along.
        await Fleet.DeleteAsync("team-a", "thief");
        await Fleet.UntilAsync("the thief's Deployment is gone", async () => (await azure.Resource<V1Deployment>().ListAsync("team-a")).Items.Count == 0 ? null : "not yet");
        Assert.Single((await azure.Resource<V1Deployment>().ListAsync("team-b")).Items);
    }

    [Fact]
    public async Task Node_rules_of_a_podTemplate_lead_into_no_cluster_that_the_policy_excludes()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("eu", "10m", "jurisdictions: [eu]"),
            SmallFleet.Model("team-a", "traveller", """
                { policyName: eu, podTemplate: { metadata: { annotations: { lepton.ai/cluster: azure } }, spec: { nodeSelector: { lepton.ai/cluster: azure }, tolerations: [{ operator: Exists }] } } }
                """));

        await Fleet.ConditionAsync("team-a", "traveller", "Scheduled", "False", "Unschedulable");
        foreach (var member in SmallFleet.Members)
            Assert.Empty((await Fleet.Member(member).Resource<V1Deployment>().ListAsync("team-a")).Items);
    }

    [Fact]
    public async Task What_another_hub_made_is_neither_changed_nor_removed()
    {
        var azure = Fleet.Member("azure");
        await TestFleet.ApplyToAsync(azure, SmallFleet.Yaml("""
            apiVersion: v1
            kind: Service
            metadata:
              name: llm
              namespace: team-a
              labels: { app.kubernetes.io/managed-by: lepton-operator, lepton.ai/hub: 11111111-2222-3333-4444-555555555555, lepton.ai/model: llm, lepton.ai/model-namespace: team-a }
            spec: { selector: { lepton.ai/model: llm }, ports: [{ port: 9200 }] }
            """));
        var before = (await azure.Resource<V1Service>().GetAsync("llm", "team-a")).Metadata.ResourceVersion;

        await Fleet.ApplyAsync(SmallFleet.Model("team-a", "llm"));
        Seen.Says((await Fleet.ConditionAsync("team-a", "llm", "Applied", "False", "NameTaken")).Message, "llm", "azure", "hub 11111111-2222-3333-4444-555555555555");
        await Fleet.DeleteAsync("team-a", "llm");
        await Fleet.UntilAsync("the model is gone", async () => await Fleet.Hub.Resource<Api.Models.LeptonModel>().TryGetAsync("llm", "team-a") is null ? null : "not yet");

        Assert.Equal(before, (await azure.Resource<V1Service>().GetAsync("llm", "team-a")).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_podTemplate_is_passed_on_and_the_members_own_admission_judges_it()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("team-a", "root", "{ replicas: 1, podTemplate: { spec: { containers: [{ name: model, securityContext: { privileged: true } }] } } }"));
        await Fleet.SettledAsync();
        var deployment = Assert.Single((await Fleet.Member("azure").Resource<V1Deployment>().ListAsync("team-a")).Items);
        Assert.True(Assert.Single(deployment.Spec!.Template!.Spec!.Containers!).SecurityContext!.Privileged);
    }

    private static JsonObject Secret(string @namespace, string name) => SmallFleet.Yaml($$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: {{name}}, namespace: {{@namespace}} }
        data: { value: c2VjcmV0 }
        """);
}
