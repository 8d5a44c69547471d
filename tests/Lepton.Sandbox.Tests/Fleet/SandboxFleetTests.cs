using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;
using Lepton.Sandbox.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Lepton.Sandbox.Tests.Fleet;

public sealed class SandboxFleetTests
{
    [Fact]
    public async Task Three_clouds_start_with_their_nodes_and_what_others_run_on_them()
    {
        var errors = new List<Exception>();
        await using var fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.ThreeClouds), Options(errors));
        Assert.Equal(["hub", "aws-us-east-1", "azure-eastus", "gcp-us-central1"], fleet.Clusters.Select(static cluster => cluster.Name));
        foreach (var member in fleet.Members)
        {
            var nodes = member.Api.List(Kinds.Nodes).Select(static json => new NodeView(json)).ToList();
            Assert.Equal(member.Definition.NodePools.Sum(static pool => pool.Count), nodes.Count);
            Assert.All(nodes, static node => Assert.True(node.Ready));
            var foreign = member.Definition.NodePools.Sum(static pool => pool.ForeignPods.Sum(static pods => pods.Count));
            await Eventually.TrueAsync(() => Task.FromResult(Running(member, "other-teams") == foreign), $"{foreign} pods of others in {member.Name}");
            await Eventually.TrueAsync(() => Task.FromResult(Running(member, "kube-system") == nodes.Count), $"a system pod on every node of {member.Name}");
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_kubeconfig_leads_to_its_cluster()
    {
        await using var fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), Options([]));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(fleet["small"].KubeconfigYaml()));
        var root = yaml.Documents[0].RootNode;
        var authority = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(root["clusters"][0]["cluster"]["certificate-authority-data"].ToString())));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck };
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust }, UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", root["users"][0]["user"]["token"].ToString());
        var answer = JsonNode.Parse(await client.GetStringAsync(new Uri(root["clusters"][0]["cluster"]["server"] + "/api/v1/nodes")))!;
        Assert.Equal(3, answer["items"]!.AsArray().Count);
        Assert.Contains(fleet.Host.CertificateAuthorityPem.Trim(), fleet["small"].Api.Get(Kinds.ConfigMaps, "kube-system", "kube-root-ca.crt")!["data"]!["ca.crt"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_lives_on_while_its_api_server_is_down()
    {
        var errors = new List<Exception>();
        await using var fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), Options(errors));
        var small = fleet["small"];
        small.Api.Create(Kinds.Deployments, "default", Manifests.Deployment("web", 2, gpus: 2));
        await small.Server.StopAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Running(small, "default") == 2), "two pods");
        await small.Server.StartAsync();

        // A lost node: its pods come back on another, which the pool orders.
        var lost = small.Api.List(Kinds.Pods, "default").Select(static json => new PodView(json)).First().NodeName!;
        await small.Faults.RemoveNode(lost);
        await Eventually.TrueAsync(() => Task.FromResult(Running(small, "default") == 2 && small.Api.Get(Kinds.Nodes, null, lost) is null), "two pods on a new node");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task An_unknown_cluster_is_named_with_those_there_are()
    {
        await using var fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), Options([]));
        var error = Assert.Throws<KeyNotFoundException>(() => fleet["big"]);
        Assert.Equal("fleet one-small has no cluster \"big\"; it has hub, small", error.Message);
    }

    [Fact]
    public async Task A_fleet_that_cannot_start_leaves_nothing_behind()
    {
        var broken = new FleetDefinition("broken", new ClusterDefinition("hub"), [new ClusterDefinition("m") { NodePools = [new NodePoolDefinition("p", "nosuch") { Count = 1 }] }]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SandboxFleet.StartAsync(broken));
        Assert.Equal("Pool p of cluster m: unknown instance type \"nosuch\" of Other.", error.Message);
    }

    private static SandboxFleetOptions Options(List<Exception> errors) => new()
    {
        Simulation = new SimulationOptions
        {
            OnError = error =>
            {
                lock (errors)
                    errors.Add(error);
            },
        },
    };

    private static int Running(FleetCluster cluster, string @namespace) => cluster.Api.List(Kinds.Pods, @namespace).Select(static json => new PodView(json)).Count(static pod => pod is { Ready: true, Deleting: false });
}
