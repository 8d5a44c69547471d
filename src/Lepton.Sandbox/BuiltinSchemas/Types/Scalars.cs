using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>The canonical form of scalars, and what a server says of ones it cannot read.</summary>
internal static class Scalars
{
    private const int MicroDigits = 6;
    private const string QuantityPattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    public static JsonNode? Canonical(ScalarKind kind, JsonNode value)
    {
        switch (kind)
        {
            case ScalarKind.Quantity when Quantity.TryParse(Text(value), out var quantity):
                return JsonValue.Create(quantity.ToString());
            case ScalarKind.Time when TryTime(value, out var time):
                return JsonValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            case ScalarKind.MicroTime when TryTime(value, out var time):
                return JsonValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            default:
                return JsonTree.CloneNode(value);
        }
    }

    /// <summary>Null when the value can be read; else why not. <paramref name="where"/> is what comes after "cannot unmarshal TYPE into".</summary>
    public static string? Problem(ScalarKind kind, JsonNode value, Func<string, string> where)
    {
        var found = value.GetValueKind();
        switch (kind)
        {
            case ScalarKind.String or ScalarKind.Bytes when found != JsonValueKind.String:
                return Mismatch(value, where(kind == ScalarKind.Bytes ? "[]uint8" : "string"));
            case ScalarKind.Bytes:
                return Base64Problem(value.AsString()!);
            case ScalarKind.Bool when found is not (JsonValueKind.True or JsonValueKind.False):
                return Mismatch(value, where("bool"));
            case ScalarKind.Double when found != JsonValueKind.Number:
                return Mismatch(value, where("float64"));
            case ScalarKind.Int32 or ScalarKind.Int64:
                return Integer(kind, value, where);
            case ScalarKind.Quantity when !Quantity.TryParse(Text(value), out _):
                return found is JsonValueKind.String or JsonValueKind.Number ? QuantityPattern : Mismatch(value, where("string"));
            case ScalarKind.IntOrString when found is not (JsonValueKind.String or JsonValueKind.Number):
                return Mismatch(value, "Go value of type string");
            case ScalarKind.Time:
                return TimeProblem(value, "2006-01-02T15:04:05Z07:00", micro: false, where);
            case ScalarKind.MicroTime:
                return TimeProblem(value, "2006-01-02T15:04:05.000000Z07:00", micro: true, where);
            default:
                return null;
        }
    }

    /// <summary>Go's message of a value that does not fit.</summary>
    public static string Mismatch(JsonNode value, string where) => $"json: cannot unmarshal {Kubernetes.Patching.GoText.JsonType(value)} into {where}";

    private static string? Integer(ScalarKind kind, JsonNode value, Func<string, string> where)
    {
        var type = kind == ScalarKind.Int32 ? "int32" : "int64";
        if (value.GetValueKind() != JsonValueKind.Number)
            return Mismatch(value, where(type));
        var text = value.ToJsonString();
        var fits = kind == ScalarKind.Int32
            ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return fits ? null : $"json: cannot unmarshal number {text} into {where(type)}";
    }

    private static string? Base64Problem(string text)
    {
        if (Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _))
            return null;
        var bad = 0;
        while (bad < text.Length && (char.IsAsciiLetterOrDigit(text[bad]) || text[bad] is '+' or '/'))
            bad++;
        return $"illegal base64 data at input byte {Math.Min(bad, Math.Max(0, bad == text.Length ? text.Length / 4 * 4 : bad))}";
    }

    private static string? TimeProblem(JsonNode value, string layout, bool micro, Func<string, string> where)
    {
        if (value.AsString() is not { } text)
            return Mismatch(value, where("string"));
        var point = text.IndexOf('.');
        var digits = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');
        if (TryTime(value, out _) && (!micro || digits == MicroDigits))
            return null;
        var (rest, wanted) = (text, "2006");
        if (micro && TryTime(value, out _))
            (rest, wanted) = digits > MicroDigits ? (text[(point + 1 + MicroDigits)..], "Z07:00") : (text[(point < 0 ? 19 : point)..], ".000000");
        return $"parsing time \"{text}\" as \"{layout}\": cannot parse \"{rest}\" as \"{wanted}\"";
    }

    private static bool TryTime(JsonNode value, out DateTimeOffset time)
    {
        time = default;
        if (value.AsString() is not { Length: >= 20 } text || text[10] != 'T' || !(text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':')))
            return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            return false;
        time = time.ToUniversalTime();
        return true;
    }

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.AsString()! : value.ToJsonString();
}
