using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission.Comparing;

/// <summary>The lists of the kinds we emit that a server merges by key ("x-kubernetes-list-map-keys"). In all others the order and number of items count.</summary>
internal static class MergedLists
{
    private static readonly string[] ByName = ["name"];
    private static readonly string[] ByMountPath = ["mountPath"];
    private static readonly string[] ByDevicePath = ["devicePath"];
    private static readonly string[] ByContainerPort = ["containerPort", "protocol"];
    private static readonly string[] ByServicePort = ["port", "protocol"];
    private static readonly string[] ByTopology = ["topologyKey", "whenUnsatisfiable"];
    private static readonly string[] ByAddress = ["ip"];

    /// <summary>The names of the key fields; null for a list that is replaced as a whole.</summary>
    public static string[]? KeysOf(string? field, JsonArray items)
    {
        var keys = field switch
        {
            "containers" or "initContainers" or "volumes" or "env" or "imagePullSecrets" or "resourceClaims" or "claims" or "schedulingGates" => ByName,
            "volumeMounts" => ByMountPath,
            "volumeDevices" => ByDevicePath,
            "ports" => items.Count > 0 && items[0] is JsonObject first && first.ContainsKey("containerPort") ? ByContainerPort : ByServicePort,
            "topologySpreadConstraints" => ByTopology,
            "hostAliases" => ByAddress,
            _ => null,
        };
        return keys is not null && items.All(i => i is JsonObject item && item.ContainsKey(keys[0])) ? keys : null;
    }

    public static bool SameKeys(JsonObject desired, JsonObject live, string[] keys) =>
        Array.TrueForAll(keys, k => JsonNode.DeepEquals(Key(desired, k), Key(live, k)));

    private static JsonNode? Key(JsonObject item, string key) => item[key] ?? (key == "protocol" ? "TCP" : null);
}
