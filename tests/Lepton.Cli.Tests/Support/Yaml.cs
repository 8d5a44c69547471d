namespace Lepton.Cli.Tests.Support;

/// <summary>Manifests for the tests.</summary>
internal static class Yaml
{
    /// <summary>Two clouds with one scalable pool each: 8 GPUs a node, at 10 and 12 $/GPU-h.</summary>
    public static string Clouds(int nodes = 2) => $"{Cloud("aws", 10, nodes)}\n---\n{Cloud("gcp", 12, nodes)}";

    public static string Cloud(string name, double price, int nodes = 2) => $$"""
        apiVersion: lepton.ai/v1alpha1
        kind: CloudProvider
        metadata: {name: {{name}} }
        spec:
          type: Other
          pricing: {gpuHour: [{accelerator: H100, dollarsPerGpuHour: {{price}} }] }
          clusters:
          - name: {{name}}-1
            region: r-{{name}}
            connection: {kubeconfigSecretRef: {namespace: sys, name: k} }
            nodePools: [{name: p, accelerator: H100, gpusPerNode: 8, cpu: "96", memory: 1000Gi, instanceType: h8, maxNodes: {{nodes}} }]
        """;

    public static string Model(string name, int replicas = 1, int gpus = 8) => $$"""
        apiVersion: lepton.ai/v1alpha1
        kind: LeptonModel
        metadata: {name: {{name}}, namespace: ns}
        spec: {image: i, replicas: {{replicas}}, accelerators: [{name: H100, count: {{gpus}} }] }
        """;

    public static string All(params string[] documents) => string.Join("\n---\n", documents);
}
