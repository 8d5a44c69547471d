using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Nothing is created in a namespace that does not exist or is going away, and some namespaces stay.</summary>
internal sealed class NamespaceGuard(ClusterStore store)
{
    public static readonly GroupResource Namespaces = new("", "namespaces");
    private static readonly HashSet<string> Immortal = ["default", "kube-system", "kube-public"];

    public void BeforeCreate(ResourceType type, string? @namespace, string name)
    {
        if (!type.Namespaced || @namespace is null)
            return;
        var found = store.Find(Namespaces, @namespace) ?? throw ApiErrors.NotFound(Namespaces, @namespace);
        if (found.Value.Obj("metadata")?["deletionTimestamp"] is null)
            return;
        throw ApiErrors.Forbidden(type.Resource, name, $"unable to create new content in namespace {@namespace} because it is being terminated",
            [new JsonObject { ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {@namespace} is being terminated", ["field"] = "metadata.namespace" }]);
    }

    public static void BeforeDelete(ResourceType type, string name)
    {
        if (type.Resource == Namespaces && Immortal.Contains(name))
            throw ApiErrors.Forbidden(Namespaces, name, "this namespace may not be deleted");
    }
}
