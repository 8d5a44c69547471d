using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>
/// Makes room for a Pod by ending less important ones on one node: as few and as unimportant as possible
/// (kubernetes/pkg/scheduler/framework/preemption).
/// </summary>
internal sealed class Preemption(ClusterContext context, NodeTable table)
{
    /// <summary>The node victims were ended on, or the reason there was none.</summary>
    public (string? Node, string Message) Try(SchedulingPod pod, IReadOnlyList<(NodeInfo Node, Misfit Misfit)> misfits)
    {
        var priority = Priority(pod.View);
        if (PolicyOf(pod.View) == "Never")
            return (null, "not eligible due to preemptionPolicy=Never.");
        if (pod.View.Status.Text("nominatedNodeName") is { } nominated && table.Get(nominated) is { } waiting && waiting.Pods.Any(other => other.Deleting && Priority(other) < priority))
            return (null, "not eligible due to a terminating pod on the nominated node.");
        var choice = misfits.Where(static pair => !pair.Misfit.Unresolvable).Select(pair => (pair.Node, Victims: Victims(pod, pair.Node)))
            .Where(static pair => pair.Victims is { Count: > 0 })
            .OrderBy(pair => pair.Victims!.Max(Priority))
            .ThenBy(pair => pair.Victims!.Sum(Priority))
            .ThenBy(static pair => pair.Victims!.Count)
            .FirstOrDefault();
        if (choice.Node is null)
            return (null, FitFailure.NoVictims(misfits.Select(static pair => pair.Misfit).ToList()));
        foreach (var victim in choice.Victims!)
            End(victim, pod.View);
        return (choice.Node.Node.Name, "");
    }

    /// <summary>Who has to go for the Pod to fit: all less important Pods, less those that can stay after all, the most important first.</summary>
    private List<PodView>? Victims(SchedulingPod pod, NodeInfo node)
    {
        var priority = Priority(pod.View);
        var trial = node.Clone();
        var candidates = node.Pods.Where(other => !other.Deleting && Priority(other) < priority)
            .OrderByDescending(Priority).ThenBy(static other => other.Created).ThenBy(static other => other.Name, StringComparer.Ordinal).ToList();
        foreach (var candidate in candidates)
            trial.Remove(candidate.Uid);
        if (NodeFilters.Check(pod, trial) is not null)
            return null;
        var victims = new List<PodView>();
        foreach (var candidate in candidates)
        {
            trial.Add(candidate);
            if (NodeFilters.Check(pod, trial) is null)
                continue;
            trial.Remove(candidate.Uid);
            victims.Add(candidate);
        }

        return victims;
    }

    private long Priority(PodView pod) => context.Cache.PriorityOf(pod);

    private string? PolicyOf(PodView pod) => pod.Spec.Text("preemptionPolicy")
        ?? (pod.Spec.Text("priorityClassName") is { } name ? context.Cache.PriorityClasses.Get(new ObjectName("", name))?.Json.Text("preemptionPolicy") : null);

    private void End(PodView victim, PodView winner)
    {
        context.UpdateStatus(Kinds.Pods, victim.Key, json =>
        {
            Conditions.Put(json.Ensure("status"), new JsonObject
            {
                ["type"] = "DisruptionTarget",
                ["status"] = "True",
                ["lastProbeTime"] = null,
                ["lastTransitionTime"] = KubeTime.Seconds(context.Now),
                ["reason"] = "PreemptionByScheduler",
                ["message"] = "default-scheduler: preempting to accommodate a higher priority pod",
            });
            return true;
        });
        context.Events.Normal(victim, "default-scheduler", "Preempted", $"Preempted by pod {winner.Uid} on node {victim.NodeName}");
        context.Api.Delete(Kinds.Pods, victim.Namespace, victim.Name);
    }
}
