using System.Text.Json.Nodes;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>ConfigMaps of a sandbox cluster, written past its API server, which may be down.</summary>
internal sealed class SandboxMaps(SandboxCluster cluster) : ChangingMaps
{
    private static readonly GroupVersionResource Resource = new("", "v1", "configmaps");

    internal override void Put(string name, string value)
    {
        var changed = cluster.Api.Update(Resource, "default", name, map =>
        {
            map["data"] = new JsonObject { ["v"] = value };
            return true;
        });
        if (changed is not null)
            return;
        cluster.Api.Create(Resource, "default", new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = new JsonObject { ["test"] = "yes" } },
            ["data"] = new JsonObject { ["v"] = value },
        });
    }

    internal override void Remove(string name) => cluster.Api.Delete(Resource, "default", name);

    internal override IReadOnlyList<string> Truth() =>
    [
        .. cluster.Api.List(Resource, "default").Where(m => (string?)m["metadata"]!["labels"]?["test"] == "yes")
            .Select(m => $"default/{m["metadata"]!["name"]}={m["data"]!["v"]}").Order(StringComparer.Ordinal),
    ];
}
