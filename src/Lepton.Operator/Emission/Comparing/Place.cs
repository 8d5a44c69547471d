namespace Lepton.Operator.Emission.Comparing;

/// <summary>Where in an object a value stands, as far as comparing needs to know.</summary>
/// <param name="Field">The field's name; for an item of a list, the list's.</param>
/// <param name="Parent">The name of the field that holds it; null at the root.</param>
/// <param name="IsItem">True for an item of a list.</param>
internal readonly record struct Place(string? Field, string? Parent, bool IsItem)
{
    public Place Member(string name) => new(name, Field, false);

    public Place Item() => this with { IsItem = true };

    /// <summary>True for an entry of a map that users fill freely: there the empty string is a value like any other.</summary>
    public bool IsMapEntry => !IsItem && IsMap(Parent);

    /// <summary>True for a resource.Quantity, which a server writes in its own spelling.</summary>
    public bool IsQuantity => Parent is "limits" or "requests" or "overhead" || Field is "sizeLimit" or "divisor" or "averageValue" or "tolerance"
        || (Field == "value" && Parent == "target");

    /// <summary>True for the name of a map from string to string (or quantity).</summary>
    public static bool IsMap(string? field) => field is "labels" or "annotations" or "data" or "binaryData" or "nodeSelector" or "matchLabels" or "selector"
        or "limits" or "requests" or "overhead" or "volumeAttributes" or "options";
}
