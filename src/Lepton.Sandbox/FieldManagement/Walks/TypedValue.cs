using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>A value that may be absent, which differs from null.</summary>
internal readonly record struct Maybe(bool Present, JsonNode? Value)
{
    public static Maybe Absent { get; }

    public static Maybe Of(JsonNode? value) => new(true, value);

    public static Maybe Member(JsonObject? map, string name) =>
        map is not null && map.TryGetPropertyValue(name, out var value) ? Of(value) : Absent;
}

/// <summary>What a type says about the shape of a value at hand.</summary>
internal static class Shapes
{
    private static readonly FieldType.Map DeducedMap = new() { Element = FieldType.Deduced };
    private static readonly FieldType.List DeducedList = new(ListRelation.Atomic, []);

    /// <summary>The type with which to treat the value: an untyped one takes the value's own shape, by default that of <paramref name="other"/>.</summary>
    public static FieldType Of(FieldType type, Maybe value, Maybe other = default)
    {
        if (type is not FieldType.Untyped)
            return type;
        return (value.Value ?? other.Value) switch
        {
            JsonObject => DeducedMap,
            JsonArray => DeducedList,
            _ => FieldType.AnyScalar,
        };
    }

    public static bool IsEmpty(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    public static bool Fits(ScalarType type, JsonNode value)
    {
        var kind = value.GetValueKind();
        return type switch
        {
            ScalarType.String => kind == JsonValueKind.String,
            ScalarType.Number => kind == JsonValueKind.Number,
            ScalarType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind is not (JsonValueKind.Object or JsonValueKind.Array),
        };
    }
}
