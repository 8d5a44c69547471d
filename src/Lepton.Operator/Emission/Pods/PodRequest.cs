using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission.Pods;

/// <summary>What a pod template is made for: one placement of replicas, or all placements of a gang.</summary>
internal sealed record PodRequest(ModelScope Scope, IReadOnlyList<PlacementTarget> Targets)
{
    /// <summary>Variables that are set unless the model sets them itself.</summary>
    public JsonArray Environment { get; init; } = [];

    public string? RestartPolicy { get; init; }

    public string? Subdomain { get; init; }

    /// <summary>The placement that goes into labels: a gang over several pools has none, because a pod does not know in which it will land.</summary>
    public string? LabelledPool => Targets.Count == 1 ? Targets[0].Pool : null;
}
