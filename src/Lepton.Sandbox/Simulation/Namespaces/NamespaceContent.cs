using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Namespaces;

/// <summary>What is left in a namespace that ends, and the conditions that tell of it.</summary>
internal sealed class NamespaceContent
{
    private readonly SortedDictionary<string, int> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);

    public bool Empty => _resources.Count == 0;

    public void Add(GroupVersionResource resource, JsonObject json)
    {
        Count(_resources, $"{resource.Resource}.{resource.Group}");
        foreach (var finalizer in json.Object("metadata").Texts("finalizers"))
            Count(_finalizers, finalizer);
    }

    /// <summary>Writes the five conditions; true when any changed.</summary>
    public bool Report(JsonObject json, DateTimeOffset now)
    {
        var status = json.Ensure("status");
        var old = status.DeepClone();
        status["phase"] = "Terminating";
        Put(status, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered", now);
        Put(status, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed", now);
        Put(status, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now);
        if (Empty)
            Put(status, "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed", now);
        else
            Put(status, "NamespaceContentRemaining", true, "SomeResourcesRemain", "Some resources are remaining: " + Join(_resources, "has"), now);
        if (_finalizers.Count == 0)
            Put(status, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
        else
            Put(status, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: " + Join(_finalizers, "in"), now);
        return !JsonNode.DeepEquals(old, status);
    }

    private static string Join(SortedDictionary<string, int> counts, string word) => string.Join(", ", counts.Select(pair => $"{pair.Key} {word} {pair.Value} resource instances"));

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Put(JsonObject status, string type, bool value, string reason, string message, DateTimeOffset now)
    {
        var text = value ? "True" : "False";
        var old = Conditions.Find(status, type);
        var since = old.Text("status") == text ? old.Text("lastTransitionTime") : null;
        Conditions.Put(status, new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["lastTransitionTime"] = since ?? KubeTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        });
    }
}
