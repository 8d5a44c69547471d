using System.Text.Json.Nodes;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>Scalars of the built-in API.</summary>
internal enum ScalarKind
{
    String,
    Int32,
    Int64,
    Double,
    Bool,

    /// <summary>Base64 text.</summary>
    Bytes,

    /// <summary>RFC 3339, whole seconds.</summary>
    Time,

    /// <summary>RFC 3339 with exactly six fractional digits.</summary>
    MicroTime,
    Quantity,
    IntOrString,
}

/// <summary>How the items of a list are owned.</summary>
internal enum ListKind
{
    Atomic,
    Set,
    Map,
}

/// <summary>The type of a field, item or map value.</summary>
internal abstract class TypeRef
{
    private TypeRef()
    {
    }

    internal sealed class Scalar(ScalarKind kind) : TypeRef
    {
        public ScalarKind Kind { get; } = kind;
    }

    internal sealed class Struct(BuiltinType type) : TypeRef
    {
        public BuiltinType Type { get; } = type;
    }

    internal sealed class Map(TypeRef element, bool atomic) : TypeRef
    {
        public TypeRef Element { get; } = element;

        public bool Atomic { get; } = atomic;
    }

    internal sealed class List(TypeRef element, ListKind kind, IReadOnlyList<string> keys) : TypeRef
    {
        public TypeRef Element { get; } = element;

        public ListKind Kind { get; } = kind;

        public IReadOnlyList<string> Keys { get; } = keys;
    }

    /// <summary>Any JSON. An object in it follows <paramref name="objectsAs"/>, if given.</summary>
    internal sealed class Any(BuiltinType? objectsAs, bool objectOnly) : TypeRef
    {
        public BuiltinType? ObjectsAs { get; } = objectsAs;

        /// <summary>Only objects, of any fields.</summary>
        public bool ObjectOnly { get; } = objectOnly;
    }
}

/// <summary>One field of a built-in type.</summary>
/// <param name="Pointer">The Go field is a pointer: zero values differ from absent ones.</param>
/// <param name="Always">Written even when empty (no omitempty, or a struct).</param>
/// <param name="Required">Marked required in the API reference.</param>
/// <param name="Default">What the server fills in; null for nothing.</param>
internal sealed record BuiltinField(string Name, TypeRef Type, bool Pointer, bool Always, bool Required, JsonNode? Default, string? Description);

/// <summary>A structure of the built-in API, with its fields in the order in which the server writes them.</summary>
internal sealed class BuiltinType(string name, bool atomic, string? description)
{
    private readonly Dictionary<string, BuiltinField> _byName = new(StringComparer.Ordinal);
    private readonly List<BuiltinField> _fields = [];

    public string Name { get; } = name;

    /// <summary>Owned and replaced as a whole.</summary>
    public bool Atomic { get; } = atomic;

    public string? Description { get; } = description;

    public IReadOnlyList<BuiltinField> Fields => _fields;

    public BuiltinField? Field(string name) => _byName.GetValueOrDefault(name);

    internal void Add(BuiltinField field)
    {
        _byName.Add(field.Name, field);
        _fields.Add(field);
    }
}
