using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>A structural OpenAPI v3 schema (apiextensions/v1 JSONSchemaProps).</summary>
public sealed class V1JSONSchemaProps : ExtensibleObject
{
    public string? Description { get; set; }
    public string? Type { get; set; }
    public string? Format { get; set; }
    public string? Title { get; set; }
    public JsonNode? Default { get; set; }
    public double? Maximum { get; set; }
    public bool? ExclusiveMaximum { get; set; }
    public double? Minimum { get; set; }
    public bool? ExclusiveMinimum { get; set; }
    public double? MultipleOf { get; set; }
    public long? MaxLength { get; set; }
    public long? MinLength { get; set; }
    public string? Pattern { get; set; }
    public long? MaxItems { get; set; }
    public long? MinItems { get; set; }
    public bool? UniqueItems { get; set; }
    public long? MaxProperties { get; set; }
    public long? MinProperties { get; set; }
    public List<string>? Required { get; set; }
    public List<JsonNode?>? Enum { get; set; }
    public V1JSONSchemaProps? Items { get; set; }
    public List<V1JSONSchemaProps>? AllOf { get; set; }
    public List<V1JSONSchemaProps>? OneOf { get; set; }
    public List<V1JSONSchemaProps>? AnyOf { get; set; }
    public V1JSONSchemaProps? Not { get; set; }
    public Dictionary<string, V1JSONSchemaProps>? Properties { get; set; }
    public JSONSchemaPropsOrBool? AdditionalProperties { get; set; }
    public Dictionary<string, V1JSONSchemaProps>? PatternProperties { get; set; }
    public V1ExternalDocumentation? ExternalDocs { get; set; }
    public JsonNode? Example { get; set; }
    public bool? Nullable { get; set; }
    [JsonPropertyName("x-kubernetes-preserve-unknown-fields")]
    public bool? XKubernetesPreserveUnknownFields { get; set; }
    [JsonPropertyName("x-kubernetes-embedded-resource")]
    public bool? XKubernetesEmbeddedResource { get; set; }
    [JsonPropertyName("x-kubernetes-int-or-string")]
    public bool? XKubernetesIntOrString { get; set; }
    [JsonPropertyName("x-kubernetes-list-map-keys")]
    public List<string>? XKubernetesListMapKeys { get; set; }

    /// <summary>atomic, set or map.</summary>
    [JsonPropertyName("x-kubernetes-list-type")]
    public string? XKubernetesListType { get; set; }

    /// <summary>granular or atomic.</summary>
    [JsonPropertyName("x-kubernetes-map-type")]
    public string? XKubernetesMapType { get; set; }
    [JsonPropertyName("x-kubernetes-validations")]
    public List<V1ValidationRule>? XKubernetesValidations { get; set; }
}

/// <summary>A link.</summary>
public sealed class V1ExternalDocumentation : ExtensibleObject
{
    public string? Description { get; set; }
    public string? Url { get; set; }
}

/// <summary>One CEL rule over the value it stands at.</summary>
public sealed class V1ValidationRule : ExtensibleObject
{
    public string Rule { get; set; } = "";
    public string? Message { get; set; }
    public string? MessageExpression { get; set; }

    /// <summary>FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</summary>
    public string? Reason { get; set; }
    public string? FieldPath { get; set; }
    public bool? OptionalOldSelf { get; set; }
}
