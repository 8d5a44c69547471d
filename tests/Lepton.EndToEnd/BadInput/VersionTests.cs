using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Cli.Live;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>Members of several versions of Kubernetes: the oldest that is served, one between, and one that is too old.</summary>
public sealed class VersionTests : IAsyncLifetime
{
    private const string Definition = """
        name: versions
        hub: { name: hub }
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            kubernetesVersion: v1.26.15
            nodePools: [{ name: cpu, instanceType: m5.2xlarge, count: 1 }, { name: a100, instanceType: p4de.24xlarge, count: 1 }]
          - name: azure
            provider: Azure
            region: eastus
            kubernetesVersion: v1.27.16
            nodePools: [{ name: cpu, instanceType: Standard_D8s_v5, count: 1 }, { name: a100, instanceType: Standard_NC96ads_A100_v4, count: 1 }]
          - name: gcp
            provider: GCP
            region: us-central1
            kubernetesVersion: v1.31.4
            nodePools: [{ name: cpu, instanceType: n2-standard-8, count: 1 }, { name: a100, instanceType: a2-ultragpu-4g, count: 1 }]
        """;

    private TestFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync(FleetFile.Parse(Definition, "versions.yaml"), new SimulationOptions { Seed = 5, JobRun = TimeSpan.FromHours(1) });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task What_is_too_old_is_refused_with_a_reason_and_the_others_serve()
    {
        // The one that is too old would be the cheapest.
        await _fleet.ResetAsync([SmallFleet.Provider("aws", "AWS", "us-east-1", 1), SmallFleet.Provider("azure", "Azure", "eastus", 2), SmallFleet.Provider("gcp", "GCP", "us-central1", 3), SmallFleet.Policy("default", "10m")]);
        await _fleet.ApplyAsync(SmallFleet.Model("versions", "llm", "replicas: 6"));
        await _fleet.SettledAsync(p => p.Placements.Select(x => x.Placement.Cluster).Order(StringComparer.Ordinal).SequenceEqual(["azure", "gcp"]) ? null : "not in azure and gcp");
        await _fleet.ApplyAsync(SmallFleet.Model("versions", "run", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 1 } }"));
        await _fleet.SettledAsync(p => p.Placements.Count(x => x.Model.Metadata.Name == "run") == 1 ? null : "the run has no place");

        // A sidecar is an init container to 1.27, which never ends: the model goes where it is known, although that is dearer.
        await _fleet.ApplyAsync(SmallFleet.Model("versions", "sidecar", "{ replicas: 1, podTemplate: { spec: { initContainers: [{ name: proxy, image: proxy, restartPolicy: Always }] } } }"));
        await _fleet.SettledAsync(p => p.Placements.Where(x => x.Model.Metadata.Name == "sidecar").Select(x => x.Placement.Cluster).SequenceEqual(["gcp"]) ? null : "the sidecar is not in gcp");
        var decision = (await _fleet.Hub.Resource<LeptonModel>().GetAsync("sidecar", "versions")).Status!.Decision!;
        Seen.Says(decision.Candidates!.Find(c => c.Cluster == "azure")!.Reason, "cluster azure runs Kubernetes v1.27.16, which does not take spec.podTemplate.spec.initContainers[].restartPolicy (1.29 and later do)");

        // The command line sees the same: where it would go, and who is left out.
        var seen = await LiveFleet.ReadAsync(_fleet.Hub, KubernetesClientConfiguration.BuildConfigFromConfigFile(_fleet.HubKubeconfig), TimeProvider.System, CancellationToken.None);
        Assert.Equal(["v1.26.15", "v1.27.16", "v1.31.4"], seen.Snapshot.Members.Values.OrderBy(m => m.Cluster, StringComparer.Ordinal).Select(m => m.KubernetesVersion));
        Seen.Says(Assert.Single(seen.Problems), "aws: it runs Kubernetes v1.26.15; expected 1.27 or later");

        var old = await _fleet.ReachableAsync("aws", "aws", "False", "VersionTooOld");
        Seen.Says(old.Message, "runs Kubernetes v1.26.15", "expected 1.27 or later");
        Assert.Equal("False", (await _fleet.ProviderSaysAsync("aws", "v1.26.15", "1.27")).Status);
        foreach (var (name, version) in new[] { ("aws", "v1.26.15"), ("azure", "v1.27.16"), ("gcp", "v1.31.4") })
            Assert.Equal(version, (await _fleet.Hub.Resource<CloudProvider>().GetAsync(name)).Status!.Clusters![0].KubernetesVersion);
    }
}
