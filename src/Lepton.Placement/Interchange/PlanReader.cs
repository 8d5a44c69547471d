namespace Lepton.Placement.Interchange;

/// <summary>The keys of the interchange file's plan.</summary>
internal static class PlanReader
{
    internal static PlacementPlan Plan(JsonObjectReader json)
    {
        var plan = new PlacementPlan
        {
            Placements = json.Objects("placements", p => new ReplicaPlacement(p.Text("model"), p.Text("pool"), p.Whole("replicas") ?? 0, p.Number("hourlyCost") ?? 0)),
            NewNodes = json.Objects("newNodes", n => new NewNodes(n.Text("pool"), n.Whole("nodes") ?? 0)),
            Cost = json.Number("cost") ?? 0,
            Penalty = json.Number("penalty") ?? 0,
            Bound = json.Number("bound") ?? 0,
            Gap = json.Number("gap") ?? 0,
            Unplaced = json.Objects("unplaced", u => new UnplacedModel(u.Text("model"), u.Number("missing") ?? 0, u.Texts("reasons"))),
            Work = json.Long("work") ?? 0,
        };
        _ = (json.Number("seconds"), json.Number("peakMiB"));
        return plan;
    }
}
