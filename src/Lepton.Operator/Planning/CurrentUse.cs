using Lepton.Api.Models;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning;

/// <summary>What models use and cost as they stand, before planning.</summary>
internal static class CurrentUse
{
    public static FleetBill BillOf(PlanningFacts facts, IEnumerable<ModelStanding> standings) => new(facts, GpusOf(standings));

    /// <summary>GPUs by pool id.</summary>
    public static Dictionary<string, int> GpusOf(IEnumerable<ModelStanding> standings) => FleetBill.Use(standings.SelectMany(s =>
        s.Kept.Concat(s.Anchored).Select(k => (k.Pool.Id, k.Placement.Replicas, k.Placement.AcceleratorCount)).Concat(Of(s.Held))));

    public static IEnumerable<(string Pool, int Replicas, int GpusPerReplica)> Of(IEnumerable<ModelPlacement> placements) =>
        placements.Select(p => (p.Pool, p.Replicas, p.AcceleratorCount));

    /// <summary>$/h of what a model has in pools that can be seen.</summary>
    public static double Hourly(FleetBill bill, ModelStanding standing) => standing.Kept.Concat(standing.Anchored)
        .Sum(k => bill.Hourly(standing.Model, standing.Policy, k.Pool, k.Placement.Replicas, k.Placement.AcceleratorCount));
}
