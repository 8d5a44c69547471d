using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>A structural schema as expressions see it: its type, and how large its values can be, in characters, items or entries.</summary>
internal sealed class SchemaType
{
    private readonly CelType? _scalar;

    private SchemaType(CelType? scalar, long maxElements, long minSize)
    {
        _scalar = scalar;
        MaxElements = maxElements;
        MinSize = minSize;
    }

    /// <summary>Fields of an object by the names of expressions; null for all else.</summary>
    public IReadOnlyDictionary<string, SchemaType>? Fields { get; private init; }

    /// <summary>Of the items of a list or the values of a map.</summary>
    public SchemaType? Element { get; private init; }

    public bool IsMap { get; private init; }

    public long MaxElements { get; }

    /// <summary>Fewest bytes as JSON.</summary>
    public long MinSize { get; }

    public static SchemaType Scalar(CelType type, long maxElements, long minSize) => new(type, maxElements, minSize);

    public static SchemaType List(SchemaType element, long maxItems) => new(null, maxItems, 2) { Element = element };

    public static SchemaType Map(SchemaType element, long maxProperties) => new(null, maxProperties, 2) { Element = element, IsMap = true };

    public static SchemaType Object(IReadOnlyDictionary<string, SchemaType> fields, long minSize) => new(null, 0, minSize) { Fields = fields };

    /// <summary>The type with names for its objects, made from where they stand: two objects of the same shape are different types.</summary>
    public CelType ToCelType(string name)
    {
        if (_scalar is not null)
            return _scalar;
        if (Fields is not null)
            return CelType.Struct(name, Fields.ToDictionary(field => field.Key, field => field.Value.ToCelType($"{name}.{field.Key}"), StringComparer.Ordinal));
        return IsMap ? CelType.Map(CelType.String, Element!.ToCelType(name + ".@elem")) : CelType.List(Element!.ToCelType(name + ".@idx"));
    }

    /// <summary>How large what a path leads to may be. The first step is the variable itself.</summary>
    public long? MaxElementsAt(IReadOnlyList<string> path)
    {
        var at = this;
        foreach (var step in path.Skip(1))
        {
            var next = step switch
            {
                "@items" or "@values" => at.Element,
                "@keys" => at.IsMap ? AnyKey : null,
                _ => at.Fields?.GetValueOrDefault(step),
            };
            if (next is null)
                return null;
            at = next;
        }

        return at.MaxElements;
    }

    /// <summary>Keys are strings without a limit of their own, which the server takes to be empty.</summary>
    private static SchemaType AnyKey { get; } = Scalar(CelType.String, 0, 2);
}
