using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>Reads and writes <c>true</c>, <c>false</c> or a schema.</summary>
internal sealed class JSONSchemaPropsOrBoolConverter : JsonConverter<JSONSchemaPropsOrBool>
{
    public override JSONSchemaPropsOrBool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.StartObject => JsonSerializer.Deserialize<V1JSONSchemaProps>(ref reader, options)!,
        var other => throw new JsonException($"additionalProperties is {other}: it must be a schema, true or false"),
    };

    public override void Write(Utf8JsonWriter writer, JSONSchemaPropsOrBool value, JsonSerializerOptions options)
    {
        if (value.Schema is null)
            writer.WriteBooleanValue(value.Allows);
        else
            JsonSerializer.Serialize(writer, value.Schema, options);
    }
}
