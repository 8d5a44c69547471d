using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>Turns structural schemas into types. After Kubernetes' pkg/cel/common/schemas.go.</summary>
internal static class SchemaTypes
{
    /// <summary>Largest request, in bytes: what has no limit of its own is limited by it.</summary>
    public const long MaxRequestSize = 3 * 1024 * 1024;

    private static readonly SchemaType Bool = SchemaType.Scalar(CelType.Bool, 0, 4);
    private static readonly SchemaType Double = SchemaType.Scalar(CelType.Double, 0, 1);
    private static readonly SchemaType Int = SchemaType.Scalar(CelType.Int, 0, 1);

    /// <summary>Null for what expressions cannot see: values whose structure is not known.</summary>
    /// <param name="root">A whole object: apiVersion, kind and names are there even when the schema does not say so.</param>
    public static SchemaType? Of(Structural schema, bool root)
    {
        if (schema.IntOrString)
            return SchemaType.Scalar(CelType.Dyn, schema.Constraints.MaxLength is { } length ? FourBytes(length) : MaxRequestSize - 2, 1);
        if (root)
            schema = Identity.Add(schema);
        return schema.Type switch
        {
            "array" => List(schema),
            "object" when schema.Additional is { } values => Map(schema, values),
            "object" => Object(schema),
            "string" => String(schema),
            "boolean" => Bool,
            "number" => Double,
            "integer" => Int,
            _ => null,
        };
    }

    private static SchemaType? List(Structural schema)
    {
        if (schema.Items is null || Of(schema.Items, schema.Items.Embedded) is not { } element)
            return null;
        return SchemaType.List(element, schema.Constraints.MaxItems is { } most ? Math.Max(most, 0) : (MaxRequestSize - 2) / (element.MinSize + 1));
    }

    private static SchemaType? Map(Structural schema, Structural values)
    {
        if (Of(values, values.Embedded) is not { } element)
            return null;
        return SchemaType.Map(element, schema.Constraints.MaxProperties is { } most ? Math.Max(most, 0) : (MaxRequestSize - 2) / (element.MinSize + 6));
    }

    private static SchemaType Object(Structural schema)
    {
        var fields = new Dictionary<string, SchemaType>(StringComparer.Ordinal);
        var size = 2L;
        foreach (var (name, property) in schema.Properties)
        {
            if (Of(property, property.Embedded) is not { } type)
                continue;
            if (FieldNames.Escape(name) is { } escaped)
                fields[escaped] = type;
            if (schema.Constraints.Required.Contains(name) && property.Default is null)
                size += name.Length + type.MinSize + 4;
        }

        return SchemaType.Object(fields, size);
    }

    private static SchemaType String(Structural schema)
    {
        var length = schema.Constraints.MaxLength;
        return schema.Constraints.Format switch
        {
            "byte" => SchemaType.Scalar(CelType.Bytes, length is { } most ? Math.Max(most, 0) : MaxRequestSize - 2, 2),
            "duration" => SchemaType.Scalar(CelType.Duration, 32, 3),
            "date" => SchemaType.Scalar(CelType.Timestamp, 12, 12),
            "date-time" => SchemaType.Scalar(CelType.Timestamp, 32, 21),
            _ => SchemaType.Scalar(CelType.String, length is { } most ? FourBytes(most) : schema.Constraints.Enum is { } values ? Longest(values) : MaxRequestSize - 2, 2),
        };
    }

    private static long Longest(JsonArray values) => values.Max(value => value.AsString()?.Length ?? 0);

    /// <summary>Limits count characters, sizes bytes.</summary>
    private static long FourBytes(long length) => Math.Max(length, 0) * 4;
}
