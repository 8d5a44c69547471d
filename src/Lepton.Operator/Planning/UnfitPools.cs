using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Planning;

/// <summary>
/// The pools that failed a model, kept in its status: they are saved with the decision that leaves them, so that a restart neither forgets them nor goes back at once.
/// An entry outlives its time by an hour, or by as much again where that is more, so that a pool that fails anew is avoided for twice as long.
/// </summary>
internal static class UnfitPools
{
    /// <summary>The longest penalty, in first ones.</summary>
    private const int MostTimes = 16;

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>Why the model does not go to a pool of its own; null when it may. (Pools without new nodes are closed to all: <see cref="StockOuts"/>.)</summary>
    public static string? Reason(LeptonModel model, string pool, DateTimeOffset now) =>
        model.Status?.UnfitPools?.Find(u => u.Pool == pool) is { Reason: not UnfitReason.StockedOut } unfit && unfit.Until > now ? Text(unfit) : null;

    /// <summary>The list as it is to stand after what was lost now; the same one when nothing is to change.</summary>
    public static IReadOnlyList<UnfitPool> Next(ModelStanding standing, DateTimeOffset now)
    {
        var before = standing.Model.Status?.UnfitPools ?? [];
        var failed = standing.Lost.Concat(standing.RolledBack).Where(l => Of(l.Reason) is not null).ToList();
        if (before.Count == 0 && failed.Count == 0)
            return before;
        var penalty = Penalty(standing.Policy);
        var next = before.Where(u => failed.All(f => f.Placement.Pool != u.Pool) && !IsForgotten(u, penalty, now)).ToList();
        next.AddRange(failed.Select(f => New(f, before.Find(u => u.Pool == f.Placement.Pool), penalty, now)));
        return failed.Count == 0 && next.Count == before.Count ? before : [.. next.OrderBy(u => u.Pool, StringComparer.Ordinal)];
    }

    /// <summary>What of it time alone changes.</summary>
    public static string Timing(LeptonModel model, DateTimeOffset now) =>
        model.Status?.UnfitPools is { Count: > 0 } pools ? string.Concat(pools.Select(p => p.Until > now ? $"!{p.Pool}" : "")) : "";

    public static TimeSpan Penalty(PlacementPolicy? policy) => (policy?.Spec.Failover ?? new FailoverPolicy()).Penalty.OrZero();

    private static UnfitPool New(LostPlacement lost, UnfitPool? before, TimeSpan penalty, DateTimeOffset now)
    {
        // Still under its penalty: more of the same failure.
        if (before is not null && before.Until > now)
            return before;
        var failures = (before?.Failures ?? 0) + 1;
        return new UnfitPool
        {
            Cluster = lost.Placement.Cluster,
            Pool = lost.Placement.Pool,
            Reason = Of(lost.Reason)!.Value,
            Failures = failures,
            Until = now + Length(penalty, failures),
        };
    }

    private static bool IsForgotten(UnfitPool unfit, TimeSpan penalty, DateTimeOffset now) =>
        now - unfit.Until is var since && since >= Memory && since >= Length(penalty, unfit.Failures);

    private static TimeSpan Length(TimeSpan penalty, int failures) => penalty * Math.Min(MostTimes, 1 << Math.Clamp(failures - 1, 0, 10));

    private static UnfitReason? Of(PlanReason reason) => reason switch
    {
        PlanReason.StockedOut => UnfitReason.StockedOut,
        PlanReason.PodsPending => UnfitReason.PodsPending,
        PlanReason.NotReady => UnfitReason.NotReady,
        _ => null,
    };

    private static string Text(UnfitPool unfit) => $"{(unfit.Reason == UnfitReason.NotReady ? "replicas did not become ready there" : "replicas got no node there")}; avoided until {unfit.Until.ToUniversalTime():u}{(unfit.Failures > 1 ? $", after {unfit.Failures} failures" : "")}";
}
