using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Tests.Generated;

/// <summary>Makes values out of schemas: with every field there is, or with a choice of fields and values by a seed.</summary>
internal sealed class SchemaInstance(Random? random)
{
    /// <summary>Texts of which one fits each pattern that our schemas have.</summary>
    private static readonly string[] Texts =
        ["a", "abc", "10m", "1Gi", "True", "Ready", "Resource", "example.com/device", "a100", "llama", "H100", "eu", "some words", "prices.csv", "2", "us-east-1", "/healthz"];

    /// <summary>A value with every field the schema names.</summary>
    public static JsonNode Full(V1JSONSchemaProps schema) => new SchemaInstance(null).Make(schema, "");

    /// <summary>A valid value with about two thirds of the optional fields; the same for the same seed.</summary>
    public static JsonNode Random(V1JSONSchemaProps schema, int seed) => new SchemaInstance(new Random(seed)).Make(schema, "");

    private JsonNode Make(V1JSONSchemaProps schema, string path)
    {
        if (schema.Enum is { } values)
            return values[random?.Next(values.Count) ?? 0]!.DeepClone();
        if (schema.XKubernetesIntOrString == true)
            return schema.Pattern is null ? JsonValue.Create(8080) : JsonValue.Create("2");
        return schema.Type switch
        {
            "object" => MakeObject(schema, path),
            "array" => MakeList(schema, path),
            "boolean" => JsonValue.Create(random is null || random.Next(2) == 0),
            "integer" => JsonValue.Create((long)MakeNumber(schema, whole: true)),
            "number" => JsonValue.Create(MakeNumber(schema, whole: false)),
            _ => JsonValue.Create(MakeText(schema, path)),
        };
    }

    private JsonObject MakeObject(V1JSONSchemaProps schema, string path)
    {
        var result = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? [])
        {
            if (random is null || schema.Required?.Contains(name) == true || random.Next(3) > 0)
                result[name] = Make(property, $"{path}.{name}");
        }
        if (schema.AdditionalProperties?.Schema is { } each)
            result["key"] = Make(each, path + "[]");
        if (schema is { XKubernetesPreserveUnknownFields: true, Properties: null })
            result["anything"] = new JsonObject { ["nested"] = true };
        return result;
    }

    private JsonArray MakeList(V1JSONSchemaProps schema, string path)
    {
        var count = (int)Math.Max(schema.MinItems ?? 0, random?.Next(3) ?? 1);
        if (schema.XKubernetesListType is "map" or "set")
            count = Math.Min(count, 1);
        return new JsonArray([.. Enumerable.Range(0, count).Select(i => Make(schema.Items!, $"{path}[{i}]"))]);
    }

    private double MakeNumber(V1JSONSchemaProps schema, bool whole)
    {
        var low = schema.Minimum ?? 0;
        var high = Math.Min(schema.Maximum ?? 1000, low + 1000);
        var value = random is null ? Math.Min(low + 1, high) : low + (random.NextDouble() * (high - low));
        if (whole)
            return Math.Clamp(Math.Round(value), Math.Ceiling(low), Math.Floor(high));
        return schema.ExclusiveMinimum == true && value <= low ? (low + high) / 2 : value;
    }

    private string MakeText(V1JSONSchemaProps schema, string path)
    {
        if (schema.Format == "date-time")
            return "2026-01-31T12:00:00Z";
        var fitting = Texts.Where(t => t.Length >= (schema.MinLength ?? 0) && t.Length <= (schema.MaxLength ?? 100) && (schema.Pattern is null || Regex.IsMatch(t, schema.Pattern))).ToList();
        Assert.True(fitting.Count > 0, $"no text here fits {path}: {schema.Pattern}");
        return fitting[random?.Next(fitting.Count) ?? 0];
    }
}
