using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Comparing;

/// <summary>Equality of numbers, strings and booleans as a server understands them.</summary>
internal static class Scalars
{
    public static bool Same(JsonValue desired, JsonValue live, Place place)
    {
        if (JsonNode.DeepEquals(desired, live))
            return true;
        if (desired.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String))
            return false;
        // An int-or-string may come back in its other form.
        var (left, right) = (Text(desired), Text(live));
        if (string.Equals(left, right, StringComparison.Ordinal))
            return true;
        return place.IsQuantity && Quantity.TryParse(left, out var a) && Quantity.TryParse(right, out var b) && a == b;
    }

    private static string Text(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
