using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Members.Profiles;
using Lepton.Sandbox.Fleet;
using Lepton.Testing.Files;
using Xunit;

namespace Lepton.EndToEnd.Members;

/// <summary>A member that a cluster manager describes: the hub has no Secret for it, and a program of the operator's own configuration gets the credentials.</summary>
public sealed class ClusterProfileTests : IAsyncLifetime
{
    private const string Definition = """
        name: inventory
        hub: { name: hub }
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            nodePools: [{ name: cpu, instanceType: m5.2xlarge, count: 1 }, { name: a100, instanceType: p4de.24xlarge, count: 1 }]
        """;

    /// <summary>As far as a server has to know the kind; the whole of it is the cluster manager's to install.</summary>
    private const string Kind = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: clusterprofiles.multicluster.x-k8s.io, annotations: { api-approved.kubernetes.io: "https://github.com/kubernetes/enhancements/tree/master/keps/sig-multicluster/4322-cluster-inventory" } }
        spec:
          group: multicluster.x-k8s.io
          scope: Namespaced
          names: { kind: ClusterProfile, listKind: ClusterProfileList, plural: clusterprofiles, singular: clusterprofile }
          versions:
          - name: v1alpha1
            served: true
            storage: true
            subresources: { status: {} }
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: { type: object, x-kubernetes-preserve-unknown-fields: true }
                  status: { type: object, x-kubernetes-preserve-unknown-fields: true }
        """;

    /// <summary>Prints the token of the cluster it is told of, as plugins of clouds do.</summary>
    private const string Plugin = """
        name=$(printf %s "$KUBERNETES_EXEC_INFO" | sed -n 's/.*"clusterName": *"\([^"]*\)".*/\1/p')
        printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat "$TOKENS/$name")"
        """;

    private readonly TempFolder _folder = new();
    private TestFleet _fleet = null!;
    private string _plugin = "";

    public async Task InitializeAsync()
    {
        _fleet = await TestFleet.StartAsync(FleetFile.Parse(Definition, "inventory.yaml"), withOperator: false);
        if (!OperatingSystem.IsWindows())
            _plugin = _folder.Script("get-token", Plugin);
        Token();
        _folder.Write("providers.json", new JsonObject
        {
            ["providers"] = new JsonArray(new JsonObject
            {
                ["name"] = "inventory-test",
                ["execConfig"] = new JsonObject
                {
                    ["apiVersion"] = "client.authentication.k8s.io/v1",
                    ["command"] = _plugin,
                    ["args"] = null,
                    ["env"] = new JsonArray(new JsonObject { ["name"] = "TOKENS", ["value"] = _folder.Path }),
                    ["provideClusterInfo"] = true,
                },
            }),
        }.ToJsonString());
        await _fleet.ApplyAsync(SmallFleet.Yaml(Kind));
        await _fleet.UntilAsync("the hub serves ClusterProfiles", async () => await _fleet.Hub.FindResourceAsync("multicluster.x-k8s.io/v1alpha1", "ClusterProfile") is null ? "not served" : null);
        await _fleet.StartOperatorAsync(new MemberOptions
        {
            ProbeInterval = TimeSpan.FromMilliseconds(500),
            ProbeTimeout = TimeSpan.FromSeconds(5),
            RefreshInterval = TimeSpan.FromSeconds(1),
            ClusterProfileProviders = _folder.File("providers.json"),
        });
    }

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_cluster_of_the_inventory_is_a_member()
    {
        Skip.If(OperatingSystem.IsWindows(), "the plugin of this test is a shell script");
        var provider = SmallFleet.Provider("aws", "AWS", "us-east-1", 2);
        provider["spec"]!["clusters"]![0]!["connection"] = SmallFleet.Yaml("clusterProfileRef: { namespace: inventory, name: aws-east }");
        await _fleet.ApplyAsync(provider, SmallFleet.Policy("default", "10m"));
        Seen.Says((await _fleet.ReachableAsync("aws", "aws", "False", "ClusterProfileNotFound")).Message, "ClusterProfile inventory/aws-east does not exist");

        // The manager makes the object first and says later how the cluster is reached.
        await _fleet.ApplyAsync(SmallFleet.Yaml("""
            apiVersion: multicluster.x-k8s.io/v1alpha1
            kind: ClusterProfile
            metadata: { name: aws-east, namespace: inventory, labels: { x-k8s.io/cluster-manager: test } }
            spec: { displayName: aws-east, clusterManager: { name: test } }
            """));
        Seen.Says((await _fleet.ReachableAsync("aws", "aws", "False", "NoAccessProvider")).Message, "found none", "expected one of inventory-test");
        await SayAccessAsync();
        await _fleet.ReachableAsync("aws", "aws", "True");
        await _fleet.ApplyAsync(SmallFleet.Model("inventory-users", "llm"));
        await _fleet.SettledAsync(p => p.Placements.Any(x => x.Placement.Cluster == "aws") ? null : "not placed");

        // The token ends: the plugin is asked for another.
        _fleet.Server("aws").RevokeTokens(TestFleet.OperatorUser);
        Token();
        await _fleet.ChangeAsync("inventory-users", "llm", "replicas: 3");
        await _fleet.SettledAsync(p => p.Models[0].Status?.ReadyReplicas == 3 ? null : "not three replicas");

        // The manager takes it out of the inventory: what runs goes on, and people are told.
        await _fleet.Hub.Resource(ProfileSource.Resource).DeleteAsync("aws-east", "inventory");
        Seen.Says((await _fleet.ProviderSaysAsync("aws", "ClusterProfile inventory/aws-east does not exist")).Message, "aws");
        Assert.Equal(3, (await _fleet.ModelAsync("inventory-users", "llm")).Status!.ReadyReplicas);
    }

    private void Token() => _folder.Write("aws-east", _fleet.Server("aws").TokenOf(TestFleet.OperatorUser));

    private async Task SayAccessAsync()
    {
        var resource = _fleet.Hub.Resource(ProfileSource.Resource);
        var profile = await resource.GetAsync("aws-east", "inventory");
        var authority = _fleet.Server("aws").KubeconfigYaml().Split("certificate-authority-data:")[1].Split('\n')[0].Trim().Trim('"');
        profile.Json["status"] = new JsonObject
        {
            ["accessProviders"] = new JsonArray(new JsonObject
            {
                ["name"] = "inventory-test",
                ["cluster"] = new JsonObject
                {
                    ["server"] = _fleet.Server("aws").Server.ToString(),
                    ["certificate-authority-data"] = authority,
                    ["extensions"] = new JsonArray(new JsonObject { ["name"] = "client.authentication.k8s.io/exec", ["extension"] = new JsonObject { ["clusterName"] = "aws-east" } }),
                },
            }),
        };
        await resource.UpdateStatusAsync(profile);
    }
}
