using System.Text.Json.Nodes;

namespace Lepton.Sandbox.FieldManagement.Types;

/// <summary>Scalars as far as ownership cares.</summary>
internal enum ScalarType
{
    String,
    Number,
    Boolean,

    /// <summary>Any scalar: quantities, times, integers or strings.</summary>
    Any,
}

/// <summary>How the items of a list are owned.</summary>
internal enum ListRelation
{
    Atomic,
    Set,
    Keyed,
}

/// <summary>How a value is divided among owners: the schema of structured-merge-diff.</summary>
internal abstract class FieldType
{
    private FieldType()
    {
    }

    /// <summary>A value whose type is read off it: objects field by field, lists as a whole.</summary>
    public static FieldType Deduced { get; } = new Untyped();

    public static FieldType String { get; } = new Scalar(ScalarType.String);

    public static FieldType AnyScalar { get; } = new Scalar(ScalarType.Any);

    internal sealed class Scalar(ScalarType type) : FieldType
    {
        public ScalarType Type { get; } = type;
    }

    internal sealed class Untyped : FieldType;

    /// <summary>A structure, a map, or both: named fields, and the type of the others.</summary>
    internal sealed class Map : FieldType
    {
        /// <summary>Owned and replaced as a whole.</summary>
        public bool Atomic { get; init; }

        /// <summary>Filled after construction, since types may contain themselves.</summary>
        public Dictionary<string, FieldType> Fields { get; } = new(StringComparer.Ordinal);

        /// <summary>Values of the fields defaults fill in; they take part in the keys of list items.</summary>
        public Dictionary<string, JsonNode> Defaults { get; } = new(StringComparer.Ordinal);

        /// <summary>Type of the fields that are not named; null when there may be none.</summary>
        public FieldType? Element { get; set; }

        public FieldType? TypeOf(string field) => Fields.GetValueOrDefault(field) ?? Element;
    }

    internal sealed class List(ListRelation relation, IReadOnlyList<string> keys) : FieldType
    {
        public ListRelation Relation { get; } = relation;

        /// <summary>The fields that identify an item, for <see cref="ListRelation.Keyed"/>.</summary>
        public IReadOnlyList<string> Keys { get; } = keys;

        public FieldType Element { get; set; } = Deduced;
    }
}
