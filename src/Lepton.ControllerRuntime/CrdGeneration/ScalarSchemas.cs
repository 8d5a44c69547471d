using System.Reflection;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>Schemas of types that are one value on the wire.</summary>
internal static class ScalarSchemas
{
    /// <summary>Grammar of quantities, as other projects' CRDs state it (k8s.io/apimachinery/pkg/api/resource).</summary>
    private const string QuantityPattern = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>Null for a type that is not one value.</summary>
    public static V1JSONSchemaProps? TryGet(Type type)
    {
        if (type.GetCustomAttribute<WireTypeAttribute>() is { } wire)
            return OfWireType(wire);
        if (type.IsEnum)
            return new V1JSONSchemaProps { Type = "string", Enum = [.. Enum.GetNames(type).Select(n => (JsonNode?)JsonValue.Create(n))] };
        if (type == typeof(Quantity))
            return new V1JSONSchemaProps { XKubernetesIntOrString = true, Pattern = QuantityPattern };
        if (type == typeof(IntOrString))
            return new V1JSONSchemaProps { XKubernetesIntOrString = true };
        if (type == typeof(DateTimeOffset))
            return new V1JSONSchemaProps { Type = "string", Format = "date-time" };
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new V1JSONSchemaProps { Type = "string" },
            TypeCode.Boolean => new V1JSONSchemaProps { Type = "boolean" },
            TypeCode.Int32 => new V1JSONSchemaProps { Type = "integer", Format = "int32" },
            TypeCode.Int64 => new V1JSONSchemaProps { Type = "integer", Format = "int64" },
            TypeCode.Single => new V1JSONSchemaProps { Type = "number", Format = "float" },
            TypeCode.Double => new V1JSONSchemaProps { Type = "number", Format = "double" },
            _ => null,
        };
    }

    private static V1JSONSchemaProps OfWireType(WireTypeAttribute wire) => new()
    {
        Type = wire.IntOrString ? null : wire.Type,
        XKubernetesIntOrString = wire.IntOrString ? true : null,
        Pattern = wire.Pattern,
        Format = wire.Format,
        MaxLength = wire.MaxLength > 0 ? wire.MaxLength : null,
    };
}
