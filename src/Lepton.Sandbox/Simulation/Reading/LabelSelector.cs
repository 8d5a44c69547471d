using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>A label selector of an object (<c>matchLabels</c>, <c>matchExpressions</c>), or the plain map a Service has.</summary>
internal sealed class LabelSelector
{
    private readonly List<LabelRequirement> _requirements = [];
    private readonly bool _nothing;

    private LabelSelector(bool nothing = false) => _nothing = nothing;

    public static LabelSelector Nothing { get; } = new(nothing: true);

    /// <summary>Null selects nothing, an empty selector everything.</summary>
    public static LabelSelector Read(JsonObject? json)
    {
        if (json is null)
            return Nothing;
        var selector = OfMap(json.Object("matchLabels"));
        foreach (var expression in json.Objects("matchExpressions"))
            selector._requirements.Add(LabelRequirement.Read(expression));
        return selector;
    }

    public static LabelSelector OfMap(JsonObject? labels)
    {
        var selector = new LabelSelector();
        foreach (var (key, value) in labels ?? [])
            selector._requirements.Add(new LabelRequirement(key, "In", [value?.GetValue<string>() ?? ""]));
        return selector;
    }

    public LabelSelector And(string key, string value)
    {
        var narrower = new LabelSelector(_nothing);
        narrower._requirements.AddRange(_requirements);
        narrower._requirements.Add(new LabelRequirement(key, "In", [value]));
        return narrower;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        if (_nothing)
            return false;
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return true;
    }
}

/// <summary>One expression: In, NotIn, Exists, DoesNotExist, and for nodes Gt and Lt.</summary>
internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public static LabelRequirement Read(JsonObject json) => new(json.Text("key") ?? "", json.Text("operator") ?? "In", json.Texts("values").ToArray());

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => present && Values.Contains(value, StringComparer.Ordinal),
            "NotIn" => !present || !Values.Contains(value, StringComparer.Ordinal),
            "Exists" => present,
            "DoesNotExist" => !present,
            "Gt" => Compare(value) > 0,
            "Lt" => Compare(value) < 0,
            _ => false,
        };
    }

    private int Compare(string? value) =>
        Values.Count == 1 && long.TryParse(value, out var left) && long.TryParse(Values[0], out var right) ? left.CompareTo(right) : 0;
}
