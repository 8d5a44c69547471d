using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Objects;

/// <summary>
/// Copies of ConfigMaps, Secrets and ServiceAccounts of the hub. Two models of a namespace may want the same object: whichever emits it, the copy is the same, so it carries
/// no model label and the two never fight over it.
/// </summary>
internal static class PropagatedObjects
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string OwnPrefix = "lepton.ai/";

    // "immutable" is not copied: a source that is made anew under the same name has to reach the members. Nor are a ServiceAccount's tokens.
    private static readonly Dictionary<string, (ResourceDefinition Resource, string[] Fields)> Kinds = new(StringComparer.Ordinal)
    {
        ["ConfigMap"] = (ResourceDefinition.Of<V1ConfigMap>(), ["data", "binaryData"]),
        ["Secret"] = (ResourceDefinition.Of<V1Secret>(), ["type", "data"]),
        ["ServiceAccount"] = (ResourceDefinition.Of<V1ServiceAccount>(), ["automountServiceAccountToken", "imagePullSecrets"]),
    };

    public static IEnumerable<DesiredObject> Create(ModelScope scope, IReadOnlyList<UnstructuredObject> sources) => sources
        .OrderBy(s => s.Kind, StringComparer.Ordinal)
        .ThenBy(s => s.Metadata.Name, StringComparer.Ordinal)
        .Select(s => Copy(scope, s));

    private static DesiredObject Copy(ModelScope scope, UnstructuredObject source)
    {
        if (!Kinds.TryGetValue(source.Kind ?? "", out var kind))
            throw scope.Invalid("spec.propagate", $"found kind {source.Kind}; ConfigMap, Secret or ServiceAccount is expected");
        var body = new JsonObject();
        foreach (var field in kind.Fields)
        {
            if (source.Json[field] is { } value and not (JsonObject { Count: 0 } or JsonArray { Count: 0 }))
                body[field] = value.DeepClone();
        }

        if (source.Kind == "Secret")
            AddStringData(body, source.Json["stringData"] as JsonObject);
        var labels = Kept(source.Metadata.Labels);
        foreach (var (key, value) in Ownership.SharedLabels(scope.HubId, scope.Namespace))
            labels[key] = value!.DeepClone();
        return DesiredObjects.Create(kind.Resource, scope.Namespace, source.Metadata.Name!, labels, Kept(source.Metadata.Annotations), body);
    }

    /// <summary>A manifest may carry plain text where a server shows base64; it wins, as it does on a server.</summary>
    private static void AddStringData(JsonObject body, JsonObject? stringData)
    {
        if (stringData is not { Count: > 0 })
            return;
        var data = body["data"] as JsonObject ?? [];
        foreach (var (key, value) in stringData)
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string?)value ?? ""));
        body["data"] = data;
    }

    private static JsonObject Kept(Dictionary<string, string>? entries)
    {
        var kept = new JsonObject();
        foreach (var (key, value) in (entries ?? []).OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (key != LastApplied && !key.StartsWith(OwnPrefix, StringComparison.Ordinal))
                kept[key] = value;
        }

        return kept;
    }
}
