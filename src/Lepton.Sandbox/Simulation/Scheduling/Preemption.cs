using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>
/// Makes room for a Pod by ending less important ones on one node: as few and as unimportant as possible, and against disruption budgets only where
/// nothing else helps (kubernetes/pkg/scheduler/framework/preemption, plugins/defaultpreemption).
/// </summary>
internal sealed class Preemption(ClusterContext context, NodeTable table)
{
    private const string Terminating = "not eligible due to a terminating pod on the nominated node.";

    /// <summary>Whether the message of <see cref="Try"/> says that room is being made already.</summary>
    public static bool Waits(string message) => message == Terminating;

    /// <summary>The node victims were ended on, or the reason there was none.</summary>
    public (string? Node, string Message) Try(SchedulingPod pod, IReadOnlyList<(NodeInfo Node, Misfit Misfit)> misfits)
    {
        var priority = Priority(pod.View);
        if (PolicyOf(pod.View) == "Never")
            return (null, "not eligible due to preemptionPolicy=Never.");
        if (pod.View.Nomination is { } nominated && table.Get(nominated) is { } waiting && waiting.Pods.Any(other => other.Deleting && Priority(other) < priority))
            return (null, Terminating);
        var choice = misfits.Where(static pair => !pair.Misfit.Unresolvable).Select(pair => Victims(pod, pair.Node)).OfType<VictimChoice>()
            .OrderBy(static choice => choice.Violations)
            .ThenBy(choice => choice.Victims.Max(Priority))
            .ThenBy(choice => choice.Victims.Sum(victim => Priority(victim) + int.MaxValue + 1L)) // Shifted so that each victim weighs, negative priorities too.
            .ThenBy(static choice => choice.Victims.Count)
            .ThenByDescending(choice => choice.Victims.Where(victim => Priority(victim) == choice.Victims.Max(Priority)).Min(static victim => victim.Created))
            .FirstOrDefault();
        if (choice is null)
            return (null, FitFailure.NoVictims(misfits.Select(static pair => pair.Misfit).ToList()));
        foreach (var victim in choice.Victims)
            End(victim, pod.View);
        return (choice.Node, "");
    }

    /// <summary>
    /// Who has to go for the Pod to fit: all less important Pods, less those that can stay after all; those a budget protects are let stay first, then
    /// the most important.
    /// </summary>
    private VictimChoice? Victims(SchedulingPod pod, NodeInfo node)
    {
        var priority = Priority(pod.View);
        var trial = node.Clone();
        var candidates = node.Pods.Where(other => !other.Deleting && Priority(other) < priority)
            .OrderByDescending(Priority).ThenBy(static other => other.Created).ThenBy(static other => other.Name, StringComparer.Ordinal).ToList();
        foreach (var candidate in candidates)
            trial.Remove(candidate.Uid);
        if (candidates.Count == 0 || !Fits(pod, node, trial))
            return null;
        var victims = new List<PodView>();
        var violations = 0;
        var (violating, others) = ProtectedPods.Split(context.Cache, candidates);
        foreach (var candidate in violating.Concat(others))
        {
            trial.Add(candidate);
            if (Fits(pod, node, trial))
                continue;
            trial.Remove(candidate.Uid);
            victims.Add(candidate);
            violations += violating.Contains(candidate) ? 1 : 0;
        }

        return victims.Count == 0 ? null : new VictimChoice(node.Node.Name, victims, violations);
    }

    private bool Fits(SchedulingPod pod, NodeInfo node, NodeInfo trial)
    {
        if (NodeFilters.Check(pod, trial) is not null)
            return false;
        if (!pod.DependsOnOthers && !table.AnyAntiAffinity)
            return true;
        var nodes = table.Nodes.Select(other => ReferenceEquals(other, node) ? trial : other).ToList();
        return new TopologyFilters(pod, table, nodes).Check(trial) is null;
    }

    private long Priority(PodView pod) => context.Cache.PriorityOf(pod);

    private string? PolicyOf(PodView pod) => pod.Spec.Text("preemptionPolicy")
        ?? (pod.Spec.Text("priorityClassName") is { } name ? context.Cache.PriorityClasses.Get(new ObjectName("", name))?.Json.Text("preemptionPolicy") : null);

    private void End(PodView victim, PodView winner)
    {
        context.UpdateStatus(Kinds.Pods, victim.Key, json => Conditions.Disrupt(json, "PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod", context.Now));
        context.Events.Normal(victim, "default-scheduler", "Preempted", $"Preempted by pod {winner.Uid} on node {victim.NodeName}");
        context.Api.Delete(Kinds.Pods, victim.Namespace, victim.Name);
    }

    /// <param name="Violations">Victims whose budget forbids their eviction.</param>
    private sealed record VictimChoice(string Node, IReadOnlyList<PodView> Victims, int Violations);
}
