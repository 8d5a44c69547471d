using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.BuiltinSchemas;

/// <summary>The tables' types as field management sees them.</summary>
internal sealed class BuiltinFieldTypes
{
    private readonly Dictionary<BuiltinType, FieldType.Map> _made = [];

    private BuiltinFieldTypes()
    {
    }

    /// <summary>metadata, as all kinds have it.</summary>
    public static FieldType Metadata { get; } = Of(((TypeRef.Struct)BuiltinTypes.Find("v1", "ConfigMap")!.Field("metadata")!.Type).Type);

    public static FieldType.Map Of(BuiltinType type) => new BuiltinFieldTypes().Structure(type);

    private FieldType.Map Structure(BuiltinType type)
    {
        if (_made.TryGetValue(type, out var made))
            return made;
        _made[type] = made = new FieldType.Map { Atomic = type.Atomic };
        foreach (var field in type.Fields)
        {
            made.Fields[field.Name] = Of(field.Type);
            if ((field.Default ?? Zero(field)) is { } value)
                made.Defaults[field.Name] = value;
        }

        return made;
    }

    /// <summary>Strings that must be given count as empty where they are not: a list item can lack its key.</summary>
    private static JsonNode? Zero(BuiltinField field) =>
        field is { Required: true, Pointer: false, Type: TypeRef.Scalar { Kind: ScalarKind.String } } ? JsonValue.Create("") : null;

    private FieldType Of(TypeRef type) => type switch
    {
        TypeRef.Struct structure => Structure(structure.Type),
        TypeRef.Map map => new FieldType.Map { Atomic = map.Atomic, Element = Of(map.Element) },
        TypeRef.List list => new FieldType.List(Relation(list.Kind), list.Keys) { Element = Of(list.Element) },
        TypeRef.Scalar scalar => new FieldType.Scalar(Scalar(scalar.Kind)),
        TypeRef.Any { ObjectOnly: true } => new FieldType.Map { Element = FieldType.Deduced },
        _ => FieldType.Deduced,
    };

    private static ListRelation Relation(ListKind kind) => kind switch
    {
        ListKind.Set => ListRelation.Set,
        ListKind.Map => ListRelation.Keyed,
        _ => ListRelation.Atomic,
    };

    private static ScalarType Scalar(ScalarKind kind) => kind switch
    {
        ScalarKind.String or ScalarKind.Bytes => ScalarType.String,
        ScalarKind.Bool => ScalarType.Boolean,
        ScalarKind.Int32 or ScalarKind.Int64 or ScalarKind.Double => ScalarType.Number,
        _ => ScalarType.Any,
    };
}
