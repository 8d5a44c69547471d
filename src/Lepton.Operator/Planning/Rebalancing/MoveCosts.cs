using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>The whole cost of a move, set against what it saves.</summary>
internal static class MoveCosts
{
    /// <param name="before">$/h of what the model has.</param>
    /// <param name="saved">$/h by which the fleet's bill falls.</param>
    /// <param name="bill">The bill as it is after the move.</param>
    public static MoveFigures Of(PlanningFacts facts, ModelStanding standing, IReadOnlyList<Assignment> target, double before, double saved, FleetBill bill)
    {
        var spec = standing.Policy?.Spec ?? new PlacementPolicySpec();
        var hours = spec.Rebalance.PaybackPeriod.OrZero().TotalHours;
        var arriving = target.Select(a => (a.Pool, Replicas: a.Replicas - MoveRoom.Have(standing, a.Pool.Id), a.GpusPerReplica)).Where(a => a.Replicas > 0).ToList();
        var figures = new MoveFigures
        {
            HourlyBefore = before,
            HourlyAfter = before - saved,
            SpotRiskPerHour = spec.Objective.SpotDollarsPerReclaimedGpu * (target.Sum(a => Risk(a.Pool, a.Replicas * a.GpusPerReplica)) - standing.Placed.Sum(p => Risk(p.Pool, p.Placement.Replicas * p.Placement.AcceleratorCount))),
            Egress = Egress(facts, standing, arriving.ConvertAll(a => (a.Pool.Cluster, a.Replicas))),
            // A run stops before it starts: it is paid for without getting on while it writes its checkpoint and while it loads.
            DoubleRunning = (Load(standing.Model).TotalHours * arriving.Sum(a => bill.Hourly(standing.Model, standing.Policy, a.Pool, a.Replicas, a.GpusPerReplica)))
                + ((Moves.Fence.CheckpointSeconds(standing.Model.Spec) ?? 0) / 3600.0 * before),
            Labor = arriving.Count == 0 ? 0 : spec.Migration.LaborCostPerMove,
            Stability = arriving.Sum(a => a.Replicas) * spec.Objective.StabilityDollarsPerMove,
        };
        figures.SavingsPerHour = saved - figures.SpotRiskPerHour;
        figures.Cost = figures.Egress + figures.DoubleRunning + figures.Labor + figures.Stability;
        figures.SoftwareBefore = standing.Placed.Sum(p => Software(facts, standing, p.Pool, p.Placement.Replicas));
        figures.SoftwareAfter = target.Sum(a => Software(facts, standing, a.Pool, a.Replicas));
        figures.TotalStaying = before * hours;
        figures.TotalMoving = (figures.HourlyAfter + figures.SpotRiskPerHour) * hours + figures.Cost;
        figures.PaybackHours = figures.SavingsPerHour > 0 ? Math.Min(figures.Cost / figures.SavingsPerHour, 1e9) : 0;
        return Rounded(figures);
    }

    /// <summary>$/h per replica that moves, for the solver: what is known without knowing where to, spread over the payback period.</summary>
    public static double PerReplicaHour(ModelStanding standing)
    {
        var spec = standing.Policy?.Spec ?? new PlacementPolicySpec();
        var replicas = standing.Placed.Sum(p => p.Placement.Replicas);
        var each = replicas == 0 ? 0 : (spec.Migration.LaborCostPerMove + Load(standing.Model).TotalHours * standing.Placed.Sum(p => p.Placement.HourlyCost)) / replicas;
        return (spec.Objective.StabilityDollarsPerMove + each) / Math.Max(1.0 / 60, spec.Rebalance.PaybackPeriod.ToTimeSpan().TotalHours);
    }

    /// <param name="run">A training run, which never runs on both sides: it is paid for without getting on.</param>
    public static string Text(MoveFigures figures, bool run)
    {
        var parts = new[] { ("egress", figures.Egress), (run ? "stopping and starting" : "running on both sides", figures.DoubleRunning), ("labor", figures.Labor), ("stability", figures.Stability) }
            .Where(p => p.Item2 >= 0.005).Select(p => $"{p.Item1} ${p.Item2:0.00}").ToList();
        return $"${figures.Cost:0.00}{(parts.Count > 0 ? $" ({string.Join(", ", parts)})" : "")} and pays back in {Time(figures.PaybackHours)}";
    }

    /// <summary>The data goes once to each cluster where the model does not run yet, the weights with each replica.</summary>
    private static double Egress(PlanningFacts facts, ModelStanding standing, List<(string Cluster, int Replicas)> arriving)
    {
        if (standing.Model.Spec.Dataset is not { } data)
            return 0;
        var there = standing.Placed.Select(p => p.Placement.Cluster).Concat(standing.Held.Select(h => h.Cluster)).ToHashSet(StringComparer.Ordinal);
        return arriving.GroupBy(a => a.Cluster, StringComparer.Ordinal).Sum(g =>
        {
            var (provider, cluster) = facts.Clusters[g.Key];
            var gib = (there.Contains(g.Key) ? 0 : data.SizeGiB) + data.WeightsGiB * g.Sum(a => a.Replicas);
            return gib * PlaceCosts.EgressPerGiB(data.Provider, data.Region, provider, cluster, facts.Snapshot.Providers);
        });
    }

    /// <summary>Of a pool's replicas, by their share in the model.</summary>
    private static double Software(PlanningFacts facts, ModelStanding standing, Pools.FleetPool pool, int replicas) => facts.Clusters.TryGetValue(pool.Cluster, out var place)
        ? PlaceCosts.Software(place.Provider) * Math.Min(1, replicas * ModelDemandOf.Throughput(standing.Model, pool.Accelerator) / Math.Max(1e-9, standing.Wanted))
        : 0;

    private static TimeSpan Load(LeptonModel model) => model.Spec.LoadTime.OrZero();

    private static double Risk(Pools.FleetPool pool, int gpus) => PoolParts.ReclaimRate(pool) * gpus;

    private static string Time(double hours) => hours < 1 ? $"{Math.Ceiling(hours * 60):0} min" : hours < 48 ? $"{hours:0.0} h" : $"{hours / 24:0.0} days";

    private static MoveFigures Rounded(MoveFigures f) => new()
    {
        HourlyBefore = Math.Round(f.HourlyBefore, 6),
        HourlyAfter = Math.Round(f.HourlyAfter, 6),
        SoftwareBefore = Math.Round(f.SoftwareBefore, 6),
        SoftwareAfter = Math.Round(f.SoftwareAfter, 6),
        TotalStaying = Math.Round(f.TotalStaying, 6),
        TotalMoving = Math.Round(f.TotalMoving, 6),
        SpotRiskPerHour = Math.Round(f.SpotRiskPerHour, 6),
        SavingsPerHour = Math.Round(f.SavingsPerHour, 6),
        Egress = Math.Round(f.Egress, 6),
        DoubleRunning = Math.Round(f.DoubleRunning, 6),
        Labor = Math.Round(f.Labor, 6),
        Stability = Math.Round(f.Stability, 6),
        Cost = Math.Round(f.Cost, 6),
        PaybackHours = Math.Round(f.PaybackHours, 6),
    };
}
