using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>An object of any kind, kept as its JSON. <see cref="Metadata"/> is a view onto that JSON that is written back by <see cref="ToJson"/>.</summary>
/// <remarks>
/// What a cache reads is packed: kept as bytes, a fifth of what the same takes as a tree. <see cref="Json"/> unpacks it for good, <see cref="ReadJson"/> leaves it packed.
/// </remarks>
[JsonConverter(typeof(UnstructuredObjectConverter))]
public sealed class UnstructuredObject : IKubernetesObject
{
    private V1ObjectMeta? _metadata;
    private JsonObject? _json;
    private PackedJson? _packed;

    public UnstructuredObject(JsonObject json) => _json = json;

    internal UnstructuredObject(PackedJson packed, V1ObjectMeta metadata) => (_packed, _metadata) = (packed, metadata);

    /// <summary>The whole object. Change <c>metadata</c> through <see cref="Metadata"/>, everything else here.</summary>
    public JsonObject Json
    {
        get
        {
            if (_json is null)
                (_json, _packed) = (_packed!.Unpack(), null);
            return _json;
        }
    }

    /// <summary>True while the object is kept as bytes.</summary>
    public bool IsPacked => _json is null;

    public string? ApiVersion
    {
        get => _packed is { } packed ? packed.ApiVersion : (string?)Json["apiVersion"];
        set
        {
            if (_packed is { } packed)
                packed.ApiVersion = value;
            else
                Json["apiVersion"] = value;
        }
    }

    public string? Kind
    {
        get => _packed is { } packed ? packed.Kind : (string?)Json["kind"];
        set
        {
            if (_packed is { } packed)
                packed.Kind = value;
            else
                Json["kind"] = value;
        }
    }

    public V1ObjectMeta Metadata
    {
        get => _metadata ??= KubernetesJson.Deserialize<V1ObjectMeta>(Json["metadata"]) ?? new V1ObjectMeta();
        set => _metadata = value;
    }

    /// <summary>The object as it was read, to be looked at and not changed: of a packed object a tree that is gone with its last user. Changes of <see cref="Metadata"/> are not in it.</summary>
    public JsonObject ReadJson() => _packed?.Unpack() ?? Json;

    /// <summary>The JSON with the current <see cref="Metadata"/> in it.</summary>
    public JsonObject ToJson()
    {
        var json = Json;
        if (_metadata is not null)
            json["metadata"] = KubernetesJson.ToNode(_metadata);
        return json;
    }

    public override string ToString() => $"{Kind} {Metadata.NamespacedName()}";
}
