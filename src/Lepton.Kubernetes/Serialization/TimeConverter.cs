using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Serialization;

/// <summary>meta/v1 Time: written in whole seconds, UTC.</summary>
public sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RfcTime.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(RfcTime.Seconds(value));
}

/// <summary>meta/v1 MicroTime: written with exactly six fractional digits, UTC; servers refuse any other number of digits.</summary>
public sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RfcTime.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(RfcTime.Microseconds, CultureInfo.InvariantCulture));
}
