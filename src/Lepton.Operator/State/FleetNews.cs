using System.Text.Json.Nodes;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.State;

/// <summary>
/// Tells a status that says something new from one that does not. The operator itself writes heartbeats into the status of each provider every half minute; if each of them
/// were news, all members would be read and the fleet looked at once more for nothing.
/// </summary>
internal static class FleetNews
{
    /// <summary>Whether two statuses say the same, the times of heartbeats aside.</summary>
    public static bool SameStatus(CloudProviderStatus? before, CloudProviderStatus? after) => JsonNode.DeepEquals(WithoutHeartbeats(before), WithoutHeartbeats(after));

    /// <summary>Whether two statuses say the same.</summary>
    public static bool SameStatus(PlacementPolicyStatus? before, PlacementPolicyStatus? after) =>
        JsonNode.DeepEquals(KubernetesJson.ToNode(before), KubernetesJson.ToNode(after));

    private static JsonNode? WithoutHeartbeats(CloudProviderStatus? status)
    {
        var json = KubernetesJson.ToNode(status);
        foreach (var cluster in json?["clusters"]?.AsArray() ?? [])
            ((JsonObject)cluster!).Remove("lastHeartbeatTime");
        return json;
    }
}
