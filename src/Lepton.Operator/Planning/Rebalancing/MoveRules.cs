using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>When one model may move because it pays: of its policy's rebalance and its own, the stricter.</summary>
internal sealed record MoveRules(RebalancePolicy Policy, ModelRebalance? Own)
{
    public static MoveRules Of(LeptonModel model, PlacementPolicy? policy) => new(policy?.Spec.Rebalance ?? new RebalancePolicy(), model.Spec.Rebalance);

    /// <summary>The modes stand in the order of strictness.</summary>
    public RebalanceMode Mode => Own?.Mode is { } own && own > Policy.Mode ? own : Policy.Mode;

    public TimeSpan Cooldown => (Own?.Cooldown?.OrZero() ?? TimeSpan.Zero) is var own && Policy.Cooldown.OrZero() is var policy && own > policy ? own : policy;

    public bool IsWindowOpen(DateTimeOffset now) => MoveSchedule.IsOpen(Policy.Windows, now) && MoveSchedule.IsOpen(Own?.Windows, now);

    /// <summary>Which windows are closed, and when the next of them opens, or the next time those of the policy and of the model are open together.</summary>
    public string ClosedWindow(DateTimeOffset now)
    {
        if (Policy.Windows is { Count: > 0 } && Own?.Windows is { Count: > 0 })
        {
            return MoveSchedule.NextMeeting(Policy.Windows, Own.Windows, now, out var looked) is { } both
                ? $"the rebalance.windows of the policy and of the model are open together next at {both.ToUniversalTime():u}"
                : $"the rebalance.windows of the policy and of the model are never open together (until {looked.ToUniversalTime():u}): one of them has to change";
        }

        var (windows, whose) = MoveSchedule.IsOpen(Policy.Windows, now) ? (Own?.Windows, "the model's") : (Policy.Windows, "the policy's");
        return $"none of {whose} rebalance.windows is open, the next opens {(MoveSchedule.NextOpening(windows, now) is { } at ? $"at {at.ToUniversalTime():u}" : "never")}";
    }

    /// <summary>Until when a model that was moved for money stays where it is; null when it was moved for another reason or never. The way back after a failover counts: prices do not take it away at once.</summary>
    public DateTimeOffset? CooldownEnds(LeptonModel model)
    {
        var last = model.Status?.LastMove?.Time;
        if (model.Status?.Decision is { Reason: nameof(PlanReason.CostSavings) or nameof(PlanReason.FailedBack), Time: { } decided } && (last is null || decided > last))
            last = decided;
        return last + Cooldown;
    }

    /// <summary>
    /// What of these rules time alone changes, in one word: two plans between which it differs may differ too. That a move has earned its cost counts only once
    /// it was recorded that it earns.
    /// </summary>
    public string Timing(LeptonModel model, DateTimeOffset now) =>
        $"{(CooldownEnds(model) > now ? 'c' : '-')}{(IsWindowOpen(now) ? 'o' : '-')}{(model.Status?.LastMove is { } move && move.EarnedBy(now) < move.Cost ? 'e' : '-')}";
}
