namespace Lepton.Sandbox.Cel.Types;

/// <summary>A type of the Common Expression Language, as expressions are checked against it and as <c>type(x)</c> gives it.</summary>
internal sealed class CelType
{
    private static readonly CelType[] None = [];

    private CelType(TypeKind kind, string name, CelType[]? parameters = null)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters ?? None;
    }

    public static CelType Dyn { get; } = new(TypeKind.Dyn, "dyn");

    public static CelType Error { get; } = new(TypeKind.Error, "!error!");

    public static CelType Null { get; } = new(TypeKind.Null, "null_type");

    public static CelType Bool { get; } = new(TypeKind.Bool, "bool");

    public static CelType Int { get; } = new(TypeKind.Int, "int");

    public static CelType Uint { get; } = new(TypeKind.Uint, "uint");

    public static CelType Double { get; } = new(TypeKind.Double, "double");

    public static CelType String { get; } = new(TypeKind.String, "string");

    public static CelType Bytes { get; } = new(TypeKind.Bytes, "bytes");

    public static CelType Duration { get; } = new(TypeKind.Duration, "google.protobuf.Duration");

    public static CelType Timestamp { get; } = new(TypeKind.Timestamp, "google.protobuf.Timestamp");

    public static CelType AnyList { get; } = List(Dyn);

    public static CelType AnyMap { get; } = Map(Dyn, Dyn);

    public static CelType AnyType { get; } = Type();

    public static CelType AnyOptional { get; } = Optional(Dyn);

    public TypeKind Kind { get; }

    /// <summary>What <c>type(x)</c> prints, and what tells structs, opaque types and parameters apart.</summary>
    public string Name { get; }

    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>The fields of a struct by the names expressions use; null for all other types, and for structs without fields.</summary>
    public IReadOnlyDictionary<string, CelType>? Fields { get; private init; }

    public bool IsOptional => Kind == TypeKind.Opaque && Name == "optional_type";

    public bool IsDyn => Kind == TypeKind.Dyn;

    public bool IsDynOrError => Kind is TypeKind.Dyn or TypeKind.Error;

    public static CelType List(CelType element) => new(TypeKind.List, "list", [element]);

    public static CelType Map(CelType key, CelType value) => new(TypeKind.Map, "map", [key, value]);

    public static CelType Type(params CelType[] of) => new(TypeKind.Type, "type", of);

    public static CelType Optional(CelType value) => new(TypeKind.Opaque, "optional_type", [value]);

    public static CelType Opaque(string name, params CelType[] parameters) => new(TypeKind.Opaque, name, parameters);

    public static CelType Struct(string name, IReadOnlyDictionary<string, CelType>? fields = null) => new(TypeKind.Struct, name) { Fields = fields };

    public static CelType Parameter(string name) => new(TypeKind.Parameter, name);

    /// <summary>Whether both are one type, parameters included.</summary>
    public bool Same(CelType other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Kind != other.Kind || Name != other.Name || Parameters.Count != other.Parameters.Count)
            return false;
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Same(other.Parameters[i]))
                return false;
        }

        return true;
    }

    /// <summary>The type of the value in an optional; any other type as it is.</summary>
    public CelType Unwrapped(out bool optional)
    {
        optional = IsOptional;
        return optional ? Parameters[0] : this;
    }

    /// <summary>As error messages of the checker write it: <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Kind switch
    {
        TypeKind.Null => "null",
        TypeKind.Duration => "duration",
        TypeKind.Timestamp => "timestamp",
        _ when Parameters.Count == 0 => Name,
        _ => $"{Name}({string.Join(", ", Parameters)})",
    };
}
