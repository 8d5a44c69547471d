namespace Lepton.Kubernetes.Models;

/// <summary>Labels and expressions that must all match. Empty matches everything.</summary>
public sealed class V1LabelSelector : ExtensibleObject
{
    public Dictionary<string, string>? MatchLabels { get; set; }
    public List<V1LabelSelectorRequirement>? MatchExpressions { get; set; }
}

/// <summary>A label and the values it must (not) have.</summary>
public sealed class V1LabelSelectorRequirement : ExtensibleObject
{
    public string Key { get; set; } = "";

    /// <summary>In, NotIn, Exists, DoesNotExist.</summary>
    public string Operator { get; set; } = "";
    public List<string>? Values { get; set; }
}
