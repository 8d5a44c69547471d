using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>An object of any kind is its JSON, nothing more.</summary>
internal sealed class UnstructuredObjectConverter : JsonConverter<UnstructuredObject>
{
    public override UnstructuredObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonNode.Parse(ref reader) is JsonObject json ? new UnstructuredObject(json) : throw new JsonException("an object is expected");

    public override void Write(Utf8JsonWriter writer, UnstructuredObject value, JsonSerializerOptions options) => value.ToJson().WriteTo(writer, options);
}
