using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Finalizers in JSON metadata.</summary>
internal static class Finalizers
{
    /// <summary>Takes one out; false when it was not there.</summary>
    public static bool Remove(JsonObject metadata, string finalizer)
    {
        if (metadata["finalizers"] is not JsonArray finalizers || finalizers.FirstOrDefault(item => item?.GetValue<string>() == finalizer) is not { } found)
            return false;
        finalizers.Remove(found);
        if (finalizers.Count == 0)
            metadata.Remove("finalizers");
        return true;
    }
}
