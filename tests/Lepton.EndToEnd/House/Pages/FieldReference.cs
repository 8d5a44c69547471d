using System.Text;
using Lepton.Api;
using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.House.Pages;

/// <summary>Every field of the kinds, from their schemas. What stands in the Kubernetes API under the same name is named, not repeated.</summary>
internal static class FieldReference
{
    public static string Text()
    {
        var text = new StringBuilder("""
            # Fields

            Made by `make docs` from the types in `src/Lepton.Api`. `kubectl explain leptonmodel.spec.demand` says the same of a cluster that has the definitions. A field is required
            where its object is given; `[]` stands for each item of a list, `{}` for each value of a map. Rules are those the API server checks; what takes more than one object to
            judge is checked by the webhook, by `lepton plan` and by the operator.

            """);
        foreach (var type in LeptonCrds.Types)
        {
            var definition = CrdGenerator.Generate(type);
            foreach (var version in definition.Spec.Versions)
            {
                var schema = version.Schema!.OpenAPIV3Schema!;
                text.Append($"\n## {definition.Spec.Names.Kind} (`{definition.Spec.Group}/{version.Name}`, {definition.Spec.Scope}, short name `{definition.Spec.Names.ShortNames?[0]}`)\n\n{schema.Description}\n");
                foreach (var part in new[] { "spec", "status" })
                {
                    text.Append($"\n### {definition.Spec.Names.Kind} {part}\n\n{schema.Properties![part].Description}\n\n| field | type | default | what it is |\n| --- | --- | --- | --- |\n");
                    Fields(text, part, schema.Properties[part]);
                }
            }
        }

        return text.ToString();
    }

    private static void Fields(StringBuilder text, string path, V1JSONSchemaProps schema)
    {
        foreach (var (name, field) in (schema.Properties ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var at = $"{path}.{name}";
            var inner = Inner(field, out var suffix);
            var required = schema.Required?.Contains(name) == true ? " **Required.**" : "";
            text.Append($"| `{at}` | {TypeOf(field)} | {Default(field)} | {GeneratedPage.Cell(field.Description)}{required}{Rules(field)} |\n");
            if (inner?.Properties is { Count: > 0 })
                Fields(text, at + suffix, inner);
        }
    }

    private static V1JSONSchemaProps? Inner(V1JSONSchemaProps field, out string suffix)
    {
        suffix = field.Type == "array" ? "[]" : field.AdditionalProperties is not null ? "{}" : "";
        return field.Type == "array" ? field.Items : field.AdditionalProperties?.Schema ?? field;
    }

    private static string TypeOf(V1JSONSchemaProps field)
    {
        if (field.Enum is { Count: > 0 } values)
            return string.Join(", ", values.Select(v => $"`{v?.GetValue<string>()}`"));
        if (field.XKubernetesIntOrString == true)
            return "number or string";
        return field.Type switch
        {
            "array" when field.Items is { } items => $"list of {TypeOf(items)}",
            "object" when field.AdditionalProperties?.Schema is { } value => $"map of {TypeOf(value)}",
            "object" => "object",
            var type => field.Format is { } format && format != "double" ? $"{type} ({format})" : type ?? "any",
        };
    }

    private static string Default(V1JSONSchemaProps field) => field.Default is { } value ? $"`{GeneratedPage.Cell(value.ToJsonString())}`" : "";

    private static string Rules(V1JSONSchemaProps field)
    {
        var rules = new List<string>();
        if (field.Minimum is { } minimum)
            rules.Add($"{(field.ExclusiveMinimum == true ? "more than" : "at least")} {minimum:0.######}");
        if (field.Maximum is { } maximum)
            rules.Add($"at most {maximum:0.######}");
        if (field.MaxItems is { } items)
            rules.Add($"at most {items} items");
        if (field.MaxLength is { } length)
            rules.Add($"at most {length} characters");
        if (field is { Pattern: { } pattern, XKubernetesIntOrString: not true })
            rules.Add($"matches `{GeneratedPage.Cell(pattern)}`");
        rules.AddRange((field.XKubernetesValidations ?? []).Select(v => GeneratedPage.Cell(v.Message ?? v.Rule)));
        return rules.Count == 0 ? "" : $" ({string.Join("; ", rules)})";
    }
}
