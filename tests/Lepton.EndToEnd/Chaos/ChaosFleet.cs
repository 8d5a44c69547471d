using System.Text.Json.Nodes;
using Lepton.Cli.Sandboxes;
using Lepton.Cli.Simulate.Setup;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Chaos;

/// <summary>Three members with room for all models on any two of them, and what runs there.</summary>
internal static class ChaosFleet
{
    public const string Namespace = "chaos";

    /// <summary>Models with replicas in two clusters at least: never without a ready one.</summary>
    public static readonly string[] Spread = ["web", "chat"];

    public static readonly FleetDefinition Definition = FleetFile.Parse("""
        name: chaos
        hub: { name: hub }
        providers:
          - { name: aws, gpuHour: { A100-80GB: 3 } }
          - { name: azure, gpuHour: { A100-80GB: 2 } }
          - { name: gcp, gpuHour: { A100-80GB: 4 } }
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            nodePools:
              - { name: cpu, instanceType: m5.2xlarge, count: 1 }
              - { name: a100, instanceType: p4de.24xlarge, count: 2, maxNodes: 3 }
              - { name: spot, instanceType: p4de.24xlarge, capacityType: Spot, count: 1, maxNodes: 2 }
          - name: azure
            provider: Azure
            region: eastus
            nodePools:
              - { name: cpu, instanceType: Standard_D8s_v5, count: 1 }
              - { name: a100, instanceType: Standard_NC96ads_A100_v4, count: 4, maxNodes: 6 }
              - { name: spot, instanceType: Standard_NC96ads_A100_v4, capacityType: Spot, count: 1, maxNodes: 2 }
          - name: gcp
            provider: GCP
            region: us-central1
            nodePools:
              - { name: cpu, instanceType: n2-standard-8, count: 1 }
              - { name: a100, instanceType: a2-ultragpu-4g, count: 4, maxNodes: 6 }
              - { name: spot, instanceType: a2-ultragpu-4g, capacityType: Spot, count: 1, maxNodes: 2 }
        """, "chaos.yaml");

    /// <summary>The providers declare the pools, so that a pool whose machines are gone is asked for more.</summary>
    public static JsonObject[] Objects =>
    [
        .. FleetProviders.Of(Definition).Select(FleetSamples.Document),
        Policy("default"),
        Policy("apart", "{ spread: [{ topology: Cluster, minDomains: 2, whenUnsatisfiable: DoNotSchedule }] }"),
        SmallFleet.Model(Namespace, "web", "{ policyName: apart, replicas: 3 }"),
        SmallFleet.Model(Namespace, "chat", "{ policyName: apart, replicas: 2, accelerators: [{ name: A100-80GB, count: 2 }] }"),
        SmallFleet.Model(Namespace, "lone", "{ replicas: 1 }"),
        SmallFleet.Model(Namespace, "batch", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"),
    ];

    private static JsonObject Policy(string name, string spec = "{}")
    {
        var policy = SmallFleet.Policy(name, "5m", spec);
        policy["spec"]!["rebalance"] = SmallFleet.Yaml("{ mode: Automatic, minSavingsPercent: 5, cooldown: 10m }");
        return policy;
    }
}
