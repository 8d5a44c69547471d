using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>An object of any kind is its JSON, nothing more.</summary>
internal sealed class UnstructuredObjectConverter : JsonConverter<UnstructuredObject>
{
    /// <summary>For caches (without managedFields) it is packed; else every field keeps the bytes it came in until somebody looks into it.</summary>
    public override UnstructuredObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Of a document that is disposed of, Clone copies; of any other it would keep the whole.
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("an object is expected");
        return options == KubernetesJson.WithoutManagedFields ? new UnstructuredObject(PackedJson.Of(root), Metadata(root, options)) : new UnstructuredObject(Fields(root, inMetadata: false));
    }

    public override void Write(Utf8JsonWriter writer, UnstructuredObject value, JsonSerializerOptions options) => value.ToJson().WriteTo(writer, options);

    private static V1ObjectMeta Metadata(JsonElement root, JsonSerializerOptions options) =>
        (root.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata.Deserialize<V1ObjectMeta>(options) : null) ?? new V1ObjectMeta();

    private static JsonObject Fields(JsonElement value, bool inMetadata)
    {
        var fields = new JsonObject();
        foreach (var field in value.EnumerateObject())
        {
            fields[field.Name] = field.Value.ValueKind switch
            {
                JsonValueKind.Object when !inMetadata && field.NameEquals("metadata"u8) => Fields(field.Value, inMetadata: true),
                JsonValueKind.Object => JsonObject.Create(field.Value.Clone()),
                JsonValueKind.Array => JsonArray.Create(field.Value.Clone()),
                JsonValueKind.String => JsonValue.Create(field.Value.GetString()),
                _ => JsonValue.Create(field.Value.Clone()),
            };
        }

        return fields;
    }
}
