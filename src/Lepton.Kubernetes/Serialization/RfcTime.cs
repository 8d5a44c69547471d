using System.Globalization;
using System.Text.Json;

namespace Lepton.Kubernetes.Serialization;

/// <summary>RFC 3339 times as the API server reads them: an offset is required, fractions of 0 to 9 digits are allowed.
/// .NET keeps seven of the nine digits.</summary>
public static class RfcTime
{
    private const string WholeSeconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    internal const string Microseconds = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>In whole seconds and UTC, as metadata has it: <c>2026-01-31T12:00:00Z</c>.</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString(WholeSeconds, CultureInfo.InvariantCulture);

    internal static DateTimeOffset Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"a time such as 2026-01-31T12:00:00Z is expected, found {reader.TokenType}");
        if (!reader.TryGetDateTimeOffset(out var time) || !HasOffset(reader.GetString()!))
            throw new JsonException($"\"{reader.GetString()}\" is not a time: RFC 3339 with an offset is expected, such as 2026-01-31T12:00:00Z");
        return time.ToUniversalTime();
    }

    // Without an offset .NET would read local time, which depends on the machine.
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
