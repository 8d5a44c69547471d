using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>JSON merge patch, RFC 7386.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner)
                target[name] = Apply(target[name] as JsonObject is { } existing ? Detach(target, name, existing) : [], inner);
            else
                target[name] = JsonTree.CloneNode(value);
        }

        return target;
    }

    private static JsonObject Detach(JsonObject parent, string name, JsonObject child)
    {
        parent[name] = null;
        return child;
    }
}
