using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api;

/// <summary>
/// A time span as Kubernetes writes it: <c>90s</c>, <c>1h30m</c> (the subset of Go durations that GEP-2257 allows). Kept as written;
/// text that is no duration is kept too, so that validation can report it: <see cref="IsValid"/> says so.
/// </summary>
[JsonConverter(typeof(DurationConverter))]
[WireType(Pattern = DurationText.Pattern, MaxLength = 32)]
public readonly struct Duration : IEquatable<Duration>
{
    private readonly string? _text;
    private readonly TimeSpan _value;

    public Duration(string text)
    {
        _text = text;
        IsInvalid = !DurationText.TryParse(text, out _value);
    }

    public Duration(TimeSpan value)
        : this(DurationText.Format(value))
    {
    }

    public string Text => _text ?? "0s";

    public bool IsValid => !IsInvalid;

    private bool IsInvalid { get; }

    /// <exception cref="FormatException">The text is no duration.</exception>
    public TimeSpan ToTimeSpan() => IsInvalid
        ? throw new FormatException($"\"{_text}\" is not a duration: numbers with the units h, m, s or ms are expected, such as 90s or 1h30m")
        : _value;

    /// <summary>Zero of a text that is no duration: a mistake in an object that time is asked of although it is not planned counts as nothing.</summary>
    public TimeSpan OrZero() => IsInvalid ? TimeSpan.Zero : _value;

    public static implicit operator Duration(string text) => new(text);

    public static bool operator ==(Duration left, Duration right) => left.Equals(right);

    public static bool operator !=(Duration left, Duration right) => !left.Equals(right);

    public bool Equals(Duration other) =>
        IsInvalid || other.IsInvalid ? string.Equals(_text, other._text, StringComparison.Ordinal) : _value == other._value;

    public override bool Equals(object? obj) => obj is Duration other && Equals(other);

    public override int GetHashCode() => IsInvalid ? StringComparer.Ordinal.GetHashCode(_text!) : _value.GetHashCode();

    public override string ToString() => Text;
}

internal sealed class DurationConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
        ? new Duration(reader.GetString()!)
        : throw new JsonException($"a duration is a string such as 90s or 1h30m, found {reader.TokenType}");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
