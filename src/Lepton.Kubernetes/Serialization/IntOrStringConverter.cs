using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>A JSON number or a JSON string, written back as what it was.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out var number) => number,
        JsonTokenType.String => reader.GetString()!,
        var other => throw new JsonException($"a number or a string is expected, found {other}"),
    };

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
            writer.WriteStringValue(text);
        else
            writer.WriteNumberValue(value.Number);
    }
}
