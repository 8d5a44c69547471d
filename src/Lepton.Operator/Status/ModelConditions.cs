using Lepton.Api.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Scaling;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>The conditions that tell how a model is, as seen in the members.</summary>
internal static class ModelConditions
{
    /// <summary>Of Degraded: what runs is not what the spec says, because that failed.</summary>
    public const string RolloutFailed = "RolloutFailed";

    /// <param name="waits">Why the model stays in a silent cluster; null when it will be moved.</param>
    public static IEnumerable<(string Type, string Status, string Reason, string Message)> Of(
        LeptonModel model,
        IReadOnlyList<ModelPlacement> active,
        IReadOnlyList<ModelPlacement> all,
        Func<ModelPlacement, ApplyOutcome?> outcome,
        Func<string, MemberView?> member,
        bool complete,
        Func<string, string?>? waits = null)
    {
        var silent = active.Where(p => member(p.Cluster)?.Health != MemberHealth.Healthy).Select(p => p.Cluster).Distinct(StringComparer.Ordinal).ToList();
        var applied = Applied(model, active, outcome, silent);
        yield return applied;
        var ready = Ready(model, active, all, complete);
        yield return ready;
        yield return Progressing(model, active, all, ready.Status == "True", complete);
        yield return Degraded(model, active, silent, applied, member, waits);
    }

    private static (string, string Status, string, string) Applied(
        LeptonModel model, IReadOnlyList<ModelPlacement> active, Func<ModelPlacement, ApplyOutcome?> outcome, List<string> silent)
    {
        if (active.Count == 0)
            return ("Applied", "False", "NotPlaced", "no replica has a place");
        var clusters = active.DistinctBy(p => p.Cluster).ToList();
        foreach (var placement in clusters.Where(p => !silent.Contains(p.Cluster)))
        {
            var result = outcome(placement);
            // Not applied yet since the start: what was said of this generation before the start stands.
            if (result is null && model.Status?.Conditions?.Find(c => c.Type == "Applied") is { } before && before.ObservedGeneration == model.Metadata.Generation)
                return ("Applied", before.Status, before.Reason, before.Message);
            if (result is { Ok: false })
                return ("Applied", "False", result.Reason, result.Message);
            if (result is null || result.Generation != model.Metadata.Generation)
                return ("Applied", "Unknown", "Applying", $"cluster {placement.Cluster} has not been written yet");
        }

        var otherwise = clusters.Where(p => !silent.Contains(p.Cluster)).Select(outcome).FirstOrDefault(o => o is { Reason: not ApplyOutcome.Applied });
        return silent.Count > 0 ? ("Applied", "Unknown", "MemberUnreachable", $"cluster {string.Join(", ", silent)} cannot be written at present")
            : otherwise is not null ? ("Applied", "True", otherwise.Reason, otherwise.Message)
            : ("Applied", "True", "Applied", $"all objects are in place in {string.Join(", ", clusters.Select(c => c.Cluster))}");
    }

    private static (string, string Status, string, string) Ready(LeptonModel model, IReadOnlyList<ModelPlacement> active, IReadOnlyList<ModelPlacement> all, bool complete)
    {
        if (complete)
            return ("Ready", "True", "Completed", "the training run is complete");
        var wanted = MemberScaling.Asked(model, active);
        var ready = active.Sum(p => Math.Min(p.ReadyReplicas, p.Replicas) * Planning.ModelDemandOf.Throughput(model, p.Accelerator));
        var text = $"{active.Sum(p => p.ReadyReplicas)} of {active.Sum(p => MemberScaling.Expected(model, p))} replicas are ready";
        if (model.Spec.Suspend)
            return ("Ready", "False", "Suspended", "spec.suspend is true");
        if (ready >= wanted - 1e-9)
        {
            if (active.Count > 0 && active.All(p => MemberScaling.Expected(model, p) == 0))
                return ("Ready", "True", "ScaledToZero", "its autoscalers have scaled it to nothing, and bring it back when there is demand");
            var every = active.All(p => p.ReadyReplicas >= MemberScaling.Expected(model, p));
            return ("Ready", "True", every ? "AllReplicasReady" : "DemandMet", every ? text : $"{text}, which is enough for the demand");
        }

        // While it moves, what leaves serves until the rest does.
        var serving = all.Sum(p => Math.Min(p.ReadyReplicas, p.Replicas + (p.DrainingReplicas ?? 0)) * Planning.ModelDemandOf.Throughput(model, p.Accelerator));
        return model.Spec.Workload == WorkloadKind.Inference && serving >= wanted - 1e-9
            ? ("Ready", "True", "ServedBySource", $"{text}; until they are, those that leave serve")
            : ("Ready", "False", active.Count == 0 ? "NotPlaced" : "ReplicasNotReady", text);
    }

    private static (string, string, string, string) Progressing(LeptonModel model, IReadOnlyList<ModelPlacement> active, IReadOnlyList<ModelPlacement> all, bool ready, bool complete)
    {
        var draining = all.Where(p => (p.State == PlacementState.Draining && !p.Lost) || p.DrainingReplicas > 0).Select(p => p.Cluster).Distinct(StringComparer.Ordinal).ToList();
        if (draining.Count > 0)
            return ("Progressing", "True", "Draining", model.Spec.Workload == WorkloadKind.Training ? $"the run in {string.Join(", ", draining)} is being stopped" : $"replicas in {string.Join(", ", draining)} go when their successors are ready");
        if (model.Status?.Rollout is { Phase: RolloutPhase.Progressing or RolloutPhase.RollingBack } rollout && active.Count > 0)
            return ("Progressing", "True", rollout.Phase == RolloutPhase.Progressing ? "RollingOut" : "RollingBack", rollout.Message ?? "");
        if (complete || active.Count == 0)
            return ("Progressing", "False", complete ? "Completed" : "NotPlaced", complete ? "the training run is complete" : "there is nothing to roll out");
        return ready ? ("Progressing", "False", "Stable", "all replicas are where they belong") : ("Progressing", "True", "ReplicasStarting", "replicas are starting");
    }

    private static (string, string, string, string) Degraded(
        LeptonModel model, IReadOnlyList<ModelPlacement> active, List<string> silent, (string, string Status, string Reason, string Message) applied, Func<string, MemberView?> member, Func<string, string?>? waits)
    {
        if (silent.Count > 0)
        {
            var first = member(silent[0]);
            var rest = first?.Health == MemberHealth.Unreachable && waits?.Invoke(silent[0]) is { } why ? $"; {why}" : "";
            return ("Degraded", "True", first?.Reason ?? "MemberUnreachable", $"cluster {silent[0]}: {first?.Problem ?? "no CloudProvider names it"}{rest}");
        }

        if (model.Status?.Rollout is { Phase: not RolloutPhase.Progressing } failed)
            return ("Degraded", "True", RolloutFailed, failed.Message ?? "");
        return applied.Status == "False" && active.Count > 0
            ? ("Degraded", "True", applied.Reason, applied.Message)
            : ("Degraded", "False", "AsExpected", "nothing is in the way");
    }
}
