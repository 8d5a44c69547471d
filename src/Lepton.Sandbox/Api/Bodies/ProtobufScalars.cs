using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Bodies;

/// <summary>Scalars that are messages of their own in protobuf.</summary>
internal static class ProtobufScalars
{
    public static JsonNode? Quantity(ReadOnlySpan<byte> bytes)
    {
        var text = "";
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
            text = number == 1 ? wire.Text : text;
        return text.Length == 0 ? null : JsonValue.Create(text);
    }

    public static JsonNode IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (isText, value, text) = (false, 0L, "");
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    isText = wire.Number != 0;
                    break;
                case 2:
                    value = wire.Number;
                    break;
                default:
                    text = wire.Text;
                    break;
            }
        }

        return isText ? JsonValue.Create(text) : JsonNumbers.From(value);
    }

    /// <returns>Null for the zero time.</returns>
    public static JsonNode? Time(ReadOnlySpan<byte> bytes, bool micro)
    {
        var (seconds, nanos) = (0L, 0L);
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
            _ = number == 1 ? seconds = wire.Number : nanos = wire.Number;
        if (bytes.IsEmpty)
            return null;
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / TimeSpan.NanosecondsPerTick);
        return JsonValue.Create(time.ToString(micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
