using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;

namespace Lepton.Testing.Fakes;

/// <summary>Merge patch of an object or of one of its subresources.</summary>
internal static class FakeMerge
{
    /// <param name="target">Changed in place.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="subresource">Null: everything but the status; else only the field of that name.</param>
    internal static void Apply(JsonObject target, JsonObject patch, string? subresource)
    {
        foreach (var (name, value) in patch)
        {
            if (subresource is null ? name != "status" : name == subresource)
                target[name] = JsonMergePatch.Apply(target[name], value);
        }
    }
}
