using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Registry;

/// <summary>The parts of a pod that have subresources of their own.</summary>
internal static class PodParts
{
    /// <summary><c>ephemeralcontainers</c> writes those alone, <c>resize</c> the resources of the containers.</summary>
    public static void Copy(JsonObject changed, JsonObject pod, string subresource)
    {
        if (subresource == "ephemeralcontainers")
        {
            JsonTree.CopyField(changed.Obj("spec"), pod.Child("spec"), "ephemeralContainers");
            return;
        }

        foreach (var container in (pod.Obj("spec").Arr("containers") ?? []).OfType<JsonObject>())
        {
            var wanted = (changed.Obj("spec").Arr("containers") ?? []).FirstOrDefault(c => c.Str("name") == container.Str("name"));
            JsonTree.CopyField(wanted as JsonObject, container, "resources");
            JsonTree.CopyField(wanted as JsonObject, container, "resizePolicy");
        }
    }
}
