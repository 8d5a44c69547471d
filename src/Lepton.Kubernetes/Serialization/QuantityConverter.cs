using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>A quantity as a string in canonical form; a bare JSON number is read too, as servers do.</summary>
public sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
            var other => throw new JsonException($"a quantity is expected, found {other}"),
        };
        return Quantity.TryParse(text.AsSpan().Trim(), out var quantity)
            ? quantity
            : throw new JsonException($"\"{text}\" is not a quantity such as 500m, 8 or 40Gi");
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
