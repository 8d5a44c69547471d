using System.Text.Json.Nodes;
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
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            nodePools:
              - { name: cpu, instanceType: m5.2xlarge, count: 1 }
              - { name: a100, instanceType: p4de.24xlarge, count: 2, maxNodes: 3 }
          - name: azure
            provider: Azure
            region: eastus
            nodePools:
              - { name: cpu, instanceType: Standard_D8s_v5, count: 1 }
              - { name: a100, instanceType: Standard_NC96ads_A100_v4, count: 4, maxNodes: 6 }
          - name: gcp
            provider: GCP
            region: us-central1
            nodePools:
              - { name: cpu, instanceType: n2-standard-8, count: 1 }
              - { name: a100, instanceType: a2-ultragpu-4g, count: 4, maxNodes: 6 }
        """, "chaos.yaml");

    public static JsonObject[] Objects =>
    [
        SmallFleet.Provider("aws", "AWS", "us-east-1", 3), SmallFleet.Provider("azure", "Azure", "eastus", 2), SmallFleet.Provider("gcp", "GCP", "us-central1", 4),
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
