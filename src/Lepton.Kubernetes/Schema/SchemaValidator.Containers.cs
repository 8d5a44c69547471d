using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Schema;

public static partial class SchemaValidator
{
    private static void CheckObject(JsonObject map, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        foreach (var name in schema.Required ?? [])
        {
            if (!map.ContainsKey(name) && schema.Properties?.GetValueOrDefault(name)?.Default is null)
                errors.Add(new SchemaError(Join(path, name), "nothing", $"{Describe(schema.Properties?.GetValueOrDefault(name) ?? new V1JSONSchemaProps())}, because it is required"));
        }
        CheckCount(map.Count, schema.MinProperties, schema.MaxProperties, path, "entries", errors);
        foreach (var (name, value) in map)
        {
            if (schema.Properties?.GetValueOrDefault(name) is { } property)
                Check(value, property, Join(path, name), errors);
            else if (schema.AdditionalProperties?.Schema is { } each)
                Check(value, each, $"{path}[{name}]", errors);
            else if (schema.Properties is not null && schema.XKubernetesPreserveUnknownFields != true && schema.AdditionalProperties is null)
                errors.Add(Unknown(name, schema.Properties.Keys, path));
        }
    }

    private static SchemaError Unknown(string name, IEnumerable<string> known, string path)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var nearest = NearestName.Of(name, names);
        return new SchemaError(Join(path, name), "an unknown field", $"{(nearest is null ? "" : $"{nearest} (the nearest), or another ")}one of {string.Join(", ", names)}");
    }

    private static void CheckList(JsonArray list, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        CheckCount(list.Count, schema.MinItems, schema.MaxItems, path, "items", errors);
        for (var i = 0; i < list.Count && schema.Items is not null; i++)
            Check(list[i], schema.Items, $"{path}[{i}]", errors);
        if (schema.XKubernetesListType is "set" or "map")
            CheckUnique(list, schema, path, errors);
    }

    private static void CheckUnique(JsonArray list, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (KeyOf(list[i], schema) is { } key && !seen.TryAdd(key, i))
                errors.Add(new SchemaError($"{path}[{i}]", key, $"each once; {path}[{seen[key]}] is the same"));
        }
    }

    /// <summary>An item's key fields (their defaults included), or the item of a set; null when there is no key to compare.</summary>
    private static string? KeyOf(JsonNode? item, V1JSONSchemaProps schema)
    {
        if (schema.XKubernetesListType == "set")
            return item?.ToJsonString();
        if (item is not JsonObject map)
            return null;
        var keys = (schema.XKubernetesListMapKeys ?? []).Select(k => map[k] ?? schema.Items?.Properties?.GetValueOrDefault(k)?.Default).ToList();
        return keys.Exists(k => k is null) ? null : string.Join(' ', keys.Select(k => k!.ToJsonString()));
    }

    private static void CheckCount(int count, long? min, long? max, string path, string what, List<SchemaError> errors)
    {
        if (count < min)
            errors.Add(new SchemaError(path, $"{count} {what}", $"at least {min}"));
        if (count > max)
            errors.Add(new SchemaError(path, $"{count} {what}", $"at most {max}"));
    }
}
