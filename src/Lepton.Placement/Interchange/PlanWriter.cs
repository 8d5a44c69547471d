using System.Text.Json;

namespace Lepton.Placement.Interchange;

/// <summary>Writes a plan in the interchange form.</summary>
internal sealed class PlanWriter(Utf8JsonWriter json)
{
    internal void Write(PlacementPlan plan, double? seconds, double? peakMiB)
    {
        json.WriteStartObject();
        json.Objects("placements", plan.Placements, Placement, always: true);
        json.Objects("newNodes", plan.NewNodes, NewNodes, always: true);
        json.WriteNumber("cost", plan.Cost);
        json.WriteNumber("penalty", plan.Penalty);
        json.WriteNumber("bound", plan.Bound);
        json.WriteNumber("gap", plan.Gap);
        json.Objects("unplaced", plan.Unplaced, Unplaced, always: true);
        json.WriteNumber("work", plan.Work);
        json.Optional("seconds", seconds);
        json.Optional("peakMiB", peakMiB);
        json.WriteEndObject();
    }

    private void Placement(ReplicaPlacement placement)
    {
        json.WriteString("model", placement.Model);
        json.WriteString("pool", placement.Pool);
        json.WriteNumber("replicas", placement.Replicas);
    }

    private void NewNodes(NewNodes nodes)
    {
        json.WriteString("pool", nodes.Pool);
        json.WriteNumber("nodes", nodes.Nodes);
    }

    private void Unplaced(UnplacedModel unplaced)
    {
        json.WriteString("model", unplaced.Model);
        json.WriteNumber("missing", unplaced.Missing);
        json.AllTexts("reasons", unplaced.Reasons);
    }
}
