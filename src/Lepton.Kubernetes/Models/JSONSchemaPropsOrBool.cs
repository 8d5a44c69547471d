using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>The value of <c>additionalProperties</c>: a schema, or whether there may be any at all.</summary>
[JsonConverter(typeof(JSONSchemaPropsOrBoolConverter))]
public sealed class JSONSchemaPropsOrBool
{
    public bool Allows { get; init; } = true;

    public V1JSONSchemaProps? Schema { get; init; }

    public static implicit operator JSONSchemaPropsOrBool(V1JSONSchemaProps schema) => new() { Schema = schema };

    public static implicit operator JSONSchemaPropsOrBool(bool allows) => new() { Allows = allows };
}
