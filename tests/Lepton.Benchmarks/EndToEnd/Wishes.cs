using System.Text.Json.Nodes;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>The objects of the runs.</summary>
internal static class Wishes
{
    public const string Namespace = "bench";
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static JsonObject Provider(string cluster, int index) => new()
    {
        ["apiVersion"] = "lepton.ai/v1alpha1",
        ["kind"] = "CloudProvider",
        ["metadata"] = new JsonObject { ["name"] = cluster },
        ["spec"] = new JsonObject
        {
            ["type"] = "Other",
            ["pricing"] = new JsonObject
            {
                ["vcpuHour"] = 0,
                ["memoryGiBHour"] = 0,
                ["gpuHour"] = new JsonArray(new JsonObject { ["accelerator"] = "H100", ["dollarsPerGpuHour"] = 2 + index * 0.01 }),
            },
            ["clusters"] = new JsonArray(new JsonObject
            {
                ["name"] = cluster,
                ["region"] = $"region-{index}",
                ["connection"] = new JsonObject { ["kubeconfigSecretRef"] = new JsonObject { ["namespace"] = "lepton-system", ["name"] = $"member-{cluster}" } },
            }),
        },
    };

    /// <param name="spread">Evenly over all clusters that are there.</param>
    public static JsonObject Policy(bool spread)
    {
        var spec = new JsonObject
        {
            ["failover"] = new JsonObject { ["mode"] = "Automatic", ["gracePeriod"] = $"{Grace.TotalSeconds:0}s" },
            ["rebalance"] = new JsonObject { ["mode"] = "Automatic" },
        };
        if (spread)
        {
            spec["spread"] = new JsonArray(new JsonObject { ["topology"] = "Cluster", ["minDomains"] = 3, ["maxShare"] = 0.34, ["whenUnsatisfiable"] = "ScheduleAnyway" });
        }

        return new JsonObject { ["apiVersion"] = "lepton.ai/v1alpha1", ["kind"] = "PlacementPolicy", ["metadata"] = new JsonObject { ["name"] = "default" }, ["spec"] = spec };
    }

    public static JsonObject Model(int index, int replicas, string image) => new()
    {
        ["apiVersion"] = "lepton.ai/v1alpha1",
        ["kind"] = "LeptonModel",
        ["metadata"] = new JsonObject { ["name"] = NameOf(index), ["namespace"] = Namespace },
        ["spec"] = new JsonObject
        {
            ["workload"] = "Inference",
            ["image"] = image,
            ["replicas"] = replicas,
            ["accelerators"] = new JsonArray(new JsonObject { ["name"] = "H100", ["count"] = 1 }),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "2", ["memory"] = "16Gi" } },
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["containerPort"] = 8000 }),
        },
    };

    public static string NameOf(int index) => $"model-{index:0000}";
}
