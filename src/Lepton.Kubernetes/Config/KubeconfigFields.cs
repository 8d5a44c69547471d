using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Config;

/// <summary>What belongs where in a kubeconfig, for messages.</summary>
internal static class KubeconfigFields
{
    internal static string Expected(string field)
    {
        var last = field[(field.LastIndexOf('.') + 1)..];
        return last.EndsWith(']') ? "an entry of the kind this list holds" : last switch
        {
            "clusters" or "users" or "contexts" or "args" or "env" or "as-groups" or "extensions" => "a list",
            "cluster" or "context" or "user" when IsEntryBody(field) => "a map",
            "exec" or "auth-provider" or "config" or "as-user-extra" => "a map",
            "insecure-skip-tls-verify" or "disable-compression" or "provideClusterInfo" => "true or false",
            "" => "a map with clusters, users and contexts",
            _ => "text (put numbers in quotes)",
        };
    }

    /// <summary>The value at a path such as <c>clusters[0].cluster.server</c>.</summary>
    internal static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (var part in path.Split('.', '['))
        {
            node = (node, part) switch
            {
                (JsonObject map, _) => map[part],
                (JsonArray list, _) when int.TryParse(part.TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.Count => list[i],
                _ => null,
            };
        }

        return node;
    }

    // "contexts[0].context.user" is a name, "users[0].user" is a map.
    private static bool IsEntryBody(string field) => field.Count(c => c == '.') == 1;
}
