using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Schemas.Structure;

/// <summary>
/// One node of a structural schema: what the value is made of, and what it must be. The same class stands for the schemas in anyOf, allOf, oneOf and
/// not, which have constraints only.
/// </summary>
internal sealed class Structural
{
    /// <summary>As it stands in the CRD.</summary>
    public required JsonObject Source { get; init; }

    /// <summary>object, array, string, integer, number, boolean; empty for int-or-string and for anything.</summary>
    public required string Type { get; init; }

    public bool Nullable { get; init; }

    public bool IntOrString { get; init; }

    public bool PreserveUnknown { get; init; }

    /// <summary>The value is a whole object with apiVersion, kind and metadata.</summary>
    public bool Embedded { get; init; }

    public required IReadOnlyDictionary<string, Structural> Properties { get; init; }

    /// <summary>Schema of the values of a map; null when there is none.</summary>
    public Structural? Additional { get; init; }

    /// <summary>additionalProperties: true.</summary>
    public bool AdditionalAny { get; init; }

    public Structural? Items { get; init; }

    public JsonNode? Default { get; init; }

    /// <summary>atomic, set or map; null for atomic.</summary>
    public string? ListType { get; init; }

    public required IReadOnlyList<string> ListMapKeys { get; init; }

    public required Constraints Constraints { get; init; }

    /// <summary>x-kubernetes-validations, as they stand.</summary>
    public required IReadOnlyList<JsonObject> Rules { get; init; }

    /// <summary>Whether there are rules here or anywhere below.</summary>
    public bool HasRules => Rules.Count > 0 || Properties.Values.Any(property => property.HasRules) || Items?.HasRules == true || Additional?.HasRules == true;

    /// <summary>The schema of a field, whether it is named or a key of a map.</summary>
    public Structural? Property(string name) => Properties.GetValueOrDefault(name) ?? Additional;
}
