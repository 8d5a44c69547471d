using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>One node selector term: all expressions on labels and fields must match.</summary>
internal sealed record NodeTerm(IReadOnlyList<LabelRequirement> Labels, IReadOnlyList<LabelRequirement> Fields, long Weight = 1)
{
    public static NodeTerm Read(JsonObject json, long weight = 1) => new(
        json.Objects("matchExpressions").Select(LabelRequirement.Read).ToArray(),
        json.Objects("matchFields").Select(LabelRequirement.Read).ToArray(),
        weight);

    /// <summary>A term without expressions matches nothing.</summary>
    public bool Matches(NodeView node)
    {
        if (Labels.Count == 0 && Fields.Count == 0)
            return false;
        foreach (var requirement in Labels)
        {
            if (!requirement.Matches(node.Labels))
                return false;
        }

        var fields = Fields.Count == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata.name"] = node.Name };
        return fields is null || Fields.All(requirement => requirement.Matches(fields));
    }
}

/// <summary>Which nodes a Pod wants: nodeSelector, required and preferred node affinity.</summary>
internal sealed class NodeSelection
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _selector;
    private readonly IReadOnlyList<NodeTerm>? _required;
    private readonly IReadOnlyList<NodeTerm> _preferred;

    public NodeSelection(JsonObject? podSpec)
    {
        _selector = podSpec.Map("nodeSelector").ToArray();
        var affinity = podSpec.Object("affinity").Object("nodeAffinity");
        _required = affinity.Object("requiredDuringSchedulingIgnoredDuringExecution") is { } required
            ? required.Objects("nodeSelectorTerms").Select(static term => NodeTerm.Read(term)).ToArray()
            : null;
        _preferred = affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution")
            .Select(static term => NodeTerm.Read(term.Object("preference") ?? [], term.Number("weight") ?? 1)).ToArray();
    }

    public bool HasPreferences => _preferred.Count > 0;

    public bool Matches(NodeView node)
    {
        foreach (var (key, value) in _selector)
        {
            if (!node.Labels.TryGetValue(key, out var actual) || actual != value)
                return false;
        }

        return _required is null || _required.Any(term => term.Matches(node));
    }

    public long Preference(NodeView node) => _preferred.Where(term => term.Matches(node)).Sum(static term => term.Weight);
}
