using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Schemas.Structure;

/// <summary>Compiles openAPIV3Schema.</summary>
internal static class StructuralReader
{
    /// <summary>Stands for a schema that is not given: everything is preserved.</summary>
    public static Structural Anything { get; } = Read(new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true });

    public static Structural Read(JsonObject schema) => new()
    {
        Source = schema,
        Type = schema.Str("type") ?? "",
        Nullable = schema.Bool("nullable") == true,
        IntOrString = schema.Bool("x-kubernetes-int-or-string") == true,
        PreserveUnknown = schema.Bool("x-kubernetes-preserve-unknown-fields") == true,
        Embedded = schema.Bool("x-kubernetes-embedded-resource") == true,
        Properties = (schema.Obj("properties") ?? []).ToDictionary(property => property.Key, property => Read(property.Value as JsonObject ?? []), StringComparer.Ordinal),
        Additional = schema.Obj("additionalProperties") is { } values ? Read(values) : null,
        AdditionalAny = schema.Bool("additionalProperties") == true,
        Items = schema.Obj("items") is { } items ? Read(items) : null,
        Default = schema["default"],
        ListType = schema.Str("x-kubernetes-list-type"),
        ListMapKeys = [.. schema.Arr("x-kubernetes-list-map-keys").Strings()],
        Constraints = ConstraintReader.Read(schema),
        Rules = [.. (schema.Arr("x-kubernetes-validations") ?? []).OfType<JsonObject>()],
    };
}
