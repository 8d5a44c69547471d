using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>What a value must be beyond its structure.</summary>
internal sealed record Constraints
{
    public string? Format { get; init; }

    public double? Minimum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    /// <summary>As written, for messages.</summary>
    public string? Pattern { get; init; }

    /// <summary>Null also when the pattern cannot be compiled: the CRD was refused for it.</summary>
    public Regex? Expression { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }

    public required IReadOnlyList<string> Required { get; init; }

    public JsonArray? Enum { get; init; }

    public required IReadOnlyList<Structural> AnyOf { get; init; }

    public required IReadOnlyList<Structural> AllOf { get; init; }

    public required IReadOnlyList<Structural> OneOf { get; init; }

    public Structural? Not { get; init; }
}
