using Lepton.Api.Models;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>Keeps the account of a model's last move for money (<see cref="MoveAccount"/>).</summary>
internal static class MoveAccounts
{
    /// <summary>Why the model does not move on; null when its last move has earned what it cost.</summary>
    public static string? Refuses(LeptonModel model, DateTimeOffset now)
    {
        if (model.Status?.LastMove is not { } move || move.EarnedBy(now) is var earned && earned >= move.Cost - 1e-9)
            return null;
        return $"the move of {move.Time.ToUniversalTime():u} cost ${move.Cost:0.00} and has earned ${earned:0.00} of it";
    }

    /// <summary>The account of a move that is made now.</summary>
    public static MoveAccount Open(ModelStanding standing, MoveFigures figures, DateTimeOffset now) => new()
    {
        Time = now,
        Cost = figures.Cost,
        AsOf = now,
        EarningPerHour = Math.Max(0, figures.SavingsPerHour),
        Left = standing.Placed.Select(p => new ProposedPlacement { Cluster = p.Placement.Cluster, Pool = p.Placement.Pool, Replicas = p.Placement.Replicas }).ToList(),
    };

    /// <summary>The account with what it earns now: what it saves against the places it left, or what staying costs against moving on, whichever is more.</summary>
    /// <param name="missed">$/h that the move now proposed would save; 0 without one.</param>
    /// <param name="bill">Prices as they are.</param>
    public static MoveAccount? Next(ModelStanding standing, double missed, PlanningFacts facts, FleetBill bill)
    {
        var now = facts.Snapshot.Time;
        if (standing.Model.Status?.LastMove is not { } move || move.EarnedBy(now) >= move.Cost)
            return standing.Model.Status?.LastMove;
        var rate = Math.Round(Math.Max(0, Math.Max(missed, Saves(standing, move, facts, bill))), 6);
        return Math.Abs(rate - move.EarningPerHour) < 1e-6
            ? move
            : new MoveAccount { Time = move.Time, Cost = move.Cost, Earned = Math.Round(move.EarnedBy(now), 6), AsOf = now, EarningPerHour = rate, Left = move.Left };
    }

    /// <summary>$/h against the places that were left, as far as they are still there.</summary>
    private static double Saves(ModelStanding standing, MoveAccount move, PlanningFacts facts, FleetBill bill)
    {
        var left = (move.Left ?? []).Sum(l => facts.Pools.TryGetValue(l.Pool, out var pool)
            ? bill.Hourly(standing.Model, standing.Policy, pool, l.Replicas, pool.Accelerator is null ? 0 : ModelDemandOf.Option(standing.Model, pool.Accelerator)?.Count ?? 0)
            : 0);
        return left - CurrentUse.Hourly(bill, standing);
    }
}
