using System.Text.Json.Nodes;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>The recorded server was built from a fork whose controllers put one more ConfigMap into every namespace, and into the projected volume of every pod.</summary>
internal static class ForkTraces
{
    private const string Name = "openshift-service-ca.crt";
    private static readonly GroupVersionResource Maps = new("", "v1", "configmaps");

    /// <summary>Makes the ConfigMap in all namespaces, and in new ones until the result is disposed of.</summary>
    public static IDisposable Leave(IClusterApi cluster)
    {
        var subscription = cluster.Subscribe(change =>
        {
            if (change is { Type: StoreEventType.Added, Resource.Resource: "namespaces" })
                _ = Task.Run(() => Make(cluster, (string)change.Object["metadata"]!["name"]!));
        });
        foreach (var space in cluster.List(new("", "v1", "namespaces")))
            Make(cluster, (string)space["metadata"]!["name"]!);
        return subscription;
    }

    /// <summary>A recorded body without it.</summary>
    public static JsonNode? Without(JsonNode? recorded)
    {
        switch (recorded)
        {
            case JsonArray list:
                foreach (var trace in list.Where(item => (string?)((item as JsonObject)?["configMap"] as JsonObject)?["name"] == Name).ToArray())
                    list.Remove(trace);
                foreach (var item in list)
                    Without(item);
                break;
            case JsonObject map:
                foreach (var (_, member) in map)
                    Without(member);
                break;
        }

        return recorded;
    }

    private static void Make(IClusterApi cluster, string space)
    {
        if (cluster.Get(Maps, space, Name) is not null)
            return;
        var map = Objects.Named("v1", "ConfigMap", Name);
        map["metadata"]!["annotations"] = new JsonObject { ["service.beta.openshift.io/inject-cabundle"] = "true" };
        cluster.Create(Maps, space, map);
    }
}
