using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Harness;

/// <summary>A hub and three members with the same number of A100 each, at prices that make the order plain: azure 2, aws 3, gcp 4 dollars per GPU and hour.</summary>
internal static class SmallFleet
{
    public static readonly string[] Members = ["aws", "azure", "gcp"];

    private const string Fleet = """
        name: small
        hub:
          name: hub
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            nodePools:
              - { name: cpu, instanceType: m5.2xlarge, count: 1 }
              - { name: a100, instanceType: p4de.24xlarge, count: 1 }
          - name: azure
            provider: Azure
            region: eastus
            nodePools:
              - { name: cpu, instanceType: Standard_D8s_v5, count: 1 }
              - { name: a100, instanceType: Standard_NC96ads_A100_v4, count: 2 }
          - name: gcp
            provider: GCP
            region: us-central1
            nodePools:
              - { name: cpu, instanceType: n2-standard-8, count: 1 }
              - { name: a100, instanceType: a2-ultragpu-4g, count: 2 }
        """;

    public static FleetDefinition Definition => FleetFile.Parse(Fleet, "small.yaml");

    /// <summary>Providers and policies as every test finds them.</summary>
    public static IReadOnlyList<JsonObject> Base =>
    [
        Provider("aws", "AWS", "us-east-1", 3), Provider("azure", "Azure", "eastus", 2), Provider("gcp", "GCP", "us-central1", 4),
        Policy("default", "10m"), Policy("quick", "2s"),
    ];

    /// <param name="a100">Dollars per A100-80GB and hour.</param>
    public static JsonObject Provider(string name, string type, string region, double a100) => Yaml($$"""
        apiVersion: lepton.ai/v1alpha1
        kind: CloudProvider
        metadata: { name: {{name}} }
        spec:
          type: {{type}}
          pricing:
            vcpuHour: 0.03
            memoryGiBHour: 0.004
            gpuHour:
            - { accelerator: A100-80GB, dollarsPerGpuHour: {{a100}} }
          clusters:
          - name: {{name}}
            region: {{region}}
            labels: { tier: production }
            connection: { kubeconfigSecretRef: { namespace: lepton-system, name: member-{{name}} } }
        """);

    /// <param name="grace">How long a silent member is waited for.</param>
    public static JsonObject Policy(string name, string grace, string spec = "{}")
    {
        var policy = Yaml($$"""
            apiVersion: lepton.ai/v1alpha1
            kind: PlacementPolicy
            metadata: { name: {{name}} }
            spec:
              rebalance: { mode: Automatic, minSavingsPercent: 5, cooldown: 1s }
              failover: { mode: Automatic, gracePeriod: {{grace}} }
            """);
        foreach (var (key, value) in Yaml(spec))
            policy["spec"]![key] = value?.DeepClone();
        return policy;
    }

    /// <summary>A served model on one A100 per replica.</summary>
    /// <param name="spec">YAML of what else, or what instead, the spec says.</param>
    public static JsonObject Model(string @namespace, string name, string spec = "{}")
    {
        var model = Yaml($$"""
            apiVersion: lepton.ai/v1alpha1
            kind: LeptonModel
            metadata: { name: {{name}}, namespace: {{@namespace}} }
            spec:
              image: registry.example/serve:1
              ports: [{ name: http, containerPort: 8000 }]
              accelerators: [{ name: A100-80GB }]
              replicas: 2
              resources: { requests: { cpu: "1", memory: 2Gi } }
            """);
        foreach (var (key, value) in Yaml(spec))
        {
            if (value is null)
                ((JsonObject)model["spec"]!).Remove(key);
            else
                model["spec"]![key] = value.DeepClone();
        }

        return model;
    }

    public static JsonObject Yaml(string text) => (JsonObject)KubernetesYaml.LoadAll(text).Single()!;
}
