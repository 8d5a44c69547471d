using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>Whether an applied configuration fits its type: declared fields, scalar types, unique keys.</summary>
internal static class Validation
{
    /// <summary>The problems, each with its path; empty when there are none.</summary>
    public static IReadOnlyList<string> Problems(FieldType type, JsonNode? value)
    {
        var problems = new List<string>();
        Visit(type, Maybe.Of(value), [], problems);
        return problems;
    }

    private static void Visit(FieldType type, Maybe value, List<string> path, List<string> problems)
    {
        if (value.Value is not { } node)
            return;
        switch (Shapes.Of(type, value))
        {
            case FieldType.Map map:
                if (node is JsonObject fields)
                    Fields(map, fields, path, problems);
                else
                    Report(path, $"expected map, got {Describe(node)}", problems);
                break;
            case FieldType.List list:
                if (node is JsonArray items)
                    Items(list, items, path, problems);
                else
                    Report(path, $"expected list, got {Describe(node)}", problems);
                break;
            case FieldType.Scalar scalar when !Shapes.Fits(scalar.Type, node):
                Report(path, Expected(scalar.Type) + Describe(node), problems);
                break;
        }
    }

    private static void Fields(FieldType.Map type, JsonObject fields, List<string> path, List<string> problems)
    {
        foreach (var (name, value) in fields)
        {
            path.Add(PathStep.Field(name));
            if (type.TypeOf(name) is { } field)
                Visit(field, Maybe.Of(value), path, problems);
            else
                Report(path, "field not declared in schema", problems);
            path.RemoveAt(path.Count - 1);
        }
    }

    private static void Items(FieldType.List type, JsonArray items, List<string> path, List<string> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var step = $"i:{i}";
            if (type.Relation != ListRelation.Atomic)
            {
                if (PathStep.Item(type, items[i], out var problem) is not { } found)
                {
                    Report(path, $"element {i}: {problem}", problems);
                    return;
                }

                step = found;
                if (!seen.Add(step))
                    Report(path, $"duplicate entries for key {PathStep.Print([step])}", problems);
            }

            path.Add(step);
            Visit(type.Element, Maybe.Of(items[i]), path, problems);
            path.RemoveAt(path.Count - 1);
        }
    }

    private static void Report(List<string> path, string problem, List<string> problems) => problems.Add($"{PathStep.Print(path)}: {problem}");

    private static string Expected(ScalarType type) => type switch
    {
        ScalarType.Number => "expected numeric (int or float), got ",
        ScalarType.Boolean => "expected boolean, got ",
        ScalarType.String => "expected string, got ",
        _ => "expected any scalar, got ",
    };

    private static string Describe(JsonNode node) => node is JsonValue && node.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? "string"
        : $"&value.valueUnstructured{{Value:{GoText.Value(node)}}}";
}
