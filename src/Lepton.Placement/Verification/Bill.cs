namespace Lepton.Placement.Verification;

/// <summary>The sums of a plan.</summary>
internal static class Bill
{
    internal static double Cost(PlacementProblem problem, PlanReading reading) =>
        problem.Models.Sum(m => Running(m, reading) + (m.MoveCost * Moves(m, reading)))
        + problem.Pools.Where(p => p.Billing == Billing.PerNode).Sum(p => reading.NewNodes(p) * p.Price);

    internal static double Penalty(PlacementProblem problem, PlanReading reading) => problem.Models.Sum(m => reading.Missing(m) switch
    {
        0 => 0,
        _ when m.Kind == ModelKind.Training => m.UnplacedPenalty,
        var missing => missing * m.UnplacedPenalty,
    });

    private static double Running(Model model, PlanReading reading)
    {
        var places = reading.Of(model);
        var gang = places.Count > 0 ? Facts.GangRegion(model, places[0].Pool) : 0;
        return gang + places.Sum(x => x.Replicas * Facts.Rate(model, x.Pool));
    }

    /// <summary>Replicas that left one pool and arrived in another.</summary>
    private static int Moves(Model model, PlanReading reading)
    {
        var now = reading.Of(model).ToDictionary(x => x.Pool.Id, x => x.Replicas, StringComparer.Ordinal);
        var before = model.Current.ToDictionary(c => c.Pool, c => c.Replicas, StringComparer.Ordinal);
        var left = before.Sum(b => Math.Max(0, b.Value - now.GetValueOrDefault(b.Key)));
        var arrived = now.Sum(n => Math.Max(0, n.Value - before.GetValueOrDefault(n.Key)));
        return Math.Min(left, arrived);
    }
}
