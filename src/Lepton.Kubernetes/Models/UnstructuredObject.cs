using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>An object of any kind, kept as its JSON. <see cref="Metadata"/> is a view onto that JSON that is written back by <see cref="ToJson"/>.</summary>
[JsonConverter(typeof(UnstructuredObjectConverter))]
public sealed class UnstructuredObject : IKubernetesObject
{
    private V1ObjectMeta? _metadata;

    public UnstructuredObject(JsonObject json) => Json = json;

    /// <summary>The whole object. Change <c>metadata</c> through <see cref="Metadata"/>, everything else here.</summary>
    public JsonObject Json { get; }

    public string? ApiVersion
    {
        get => (string?)Json["apiVersion"];
        set => Json["apiVersion"] = value;
    }

    public string? Kind
    {
        get => (string?)Json["kind"];
        set => Json["kind"] = value;
    }

    public V1ObjectMeta Metadata
    {
        get => _metadata ??= KubernetesJson.Deserialize<V1ObjectMeta>(Json["metadata"]) ?? new V1ObjectMeta();
        set => _metadata = value;
    }

    /// <summary>The JSON with the current <see cref="Metadata"/> in it.</summary>
    public JsonObject ToJson()
    {
        if (_metadata is not null)
            Json["metadata"] = KubernetesJson.ToNode(_metadata);
        return Json;
    }

    public override string ToString() => $"{Kind} {Metadata.NamespacedName()}";
}
