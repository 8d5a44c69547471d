using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>Writes definitions as the YAML that is kept in a repository.</summary>
public static class CrdYaml
{
    /// <summary>Keys in alphabetical order, so that a change of a type shows as the least possible change of the file.</summary>
    public static string Write(V1CustomResourceDefinition definition) => "---\n" + KubernetesYaml.Serialize(Sorted(KubernetesJson.ToNode(definition)));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
