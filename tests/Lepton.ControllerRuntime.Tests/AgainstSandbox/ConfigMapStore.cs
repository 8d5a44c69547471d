using System.Text.Json.Nodes;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.ControllerRuntime.Tests.AgainstSandbox;

/// <summary>The test's ConfigMaps in a cluster, written past its API server, which may be down.</summary>
internal sealed class ConfigMapStore(SandboxCluster cluster)
{
    internal const string Selector = "test=yes";
    internal static readonly GroupVersionResource Resource = new("", "v1", "configmaps");

    internal void Put(string name, string value)
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

    internal void Remove(string name) => cluster.Api.Delete(Resource, "default", name);

    /// <summary>One random change: mostly a write, sometimes a delete, sometimes a delete and another object of the same name.</summary>
    internal void Change(Random random)
    {
        var name = $"m{random.Next(12)}";
        var kind = random.Next(6);
        if (kind < 2)
            Remove(name);
        if (kind > 0)
            Put(name, $"{random.Next()}");
    }

    internal IReadOnlyList<string> Truth() =>
    [
        .. cluster.Api.List(Resource, "default").Where(m => (string?)m["metadata"]!["labels"]?["test"] == "yes")
            .Select(m => $"default/{m["metadata"]!["name"]}={m["data"]!["v"]}").Order(StringComparer.Ordinal),
    ];
}
