using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>The fields a scale subresource points at must hold counts.</summary>
internal static class ScaleChecks
{
    public static void Check(JsonObject? scale, JsonObject value, FieldErrors errors)
    {
        foreach (var name in (string[])["specReplicasPath", "statusReplicasPath"])
        {
            if (scale.Str(name) is { Length: > 0 } path)
                Count(path, value, errors);
        }
    }

    private static void Count(string path, JsonObject value, FieldErrors errors)
    {
        JsonNode? node = value;
        var steps = path.TrimStart('.').Split('.');
        foreach (var step in steps)
        {
            if (node is null)
                return;
            if (node is not JsonObject map)
            {
                Accessor(path, node, "map[string]interface{}", errors);
                return;
            }

            node = map[step];
        }

        if (node is null)
            return;
        if (node.AsLong() is not { } count || node.GetValueKind() != JsonValueKind.Number)
            Accessor(path, node, "int64", errors);
        else if (count < 0)
            errors.Invalid(path, node, "should be a non-negative integer");
        else if (count > int.MaxValue)
            errors.Invalid(path, node, $"should be less than or equal to {int.MaxValue}");
    }

    private static void Accessor(string path, JsonNode node, string expected, FieldErrors errors) =>
        errors.InvalidText(path, "0", $"{path} accessor error: {GoText.Value(node)} is of the type {GoType(node)}, expected {expected}");

    private static string GoType(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "map[string]interface {}",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.String => "string",
        JsonValueKind.Number => node.AsLong() is null ? "float64" : "int64",
        _ => "bool",
    };
}
