using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>Which of the Pods that might be ended a PodDisruptionBudget protects (defaultpreemption, filterPodsWithPDBViolation).</summary>
internal static class ProtectedPods
{
    /// <summary>In the given order; each Pod uses up one disruption of every budget that selects it.</summary>
    public static (IReadOnlyList<PodView> Violating, IReadOnlyList<PodView> Others) Split(ClusterCache cache, IEnumerable<PodView> pods)
    {
        var budgets = new Dictionary<ObjectName, (LabelSelector Selector, long Left)>();
        foreach (var budget in cache.DisruptionBudgets.All)
            budgets[budget.Key] = (LabelSelector.Read(budget.Spec.Object("selector")), budget.Status.Number("disruptionsAllowed") ?? 0);
        var violating = new List<PodView>();
        var others = new List<PodView>();
        foreach (var pod in pods)
        {
            var forbidden = false;
            foreach (var (key, (selector, left)) in budgets.Where(pair => pair.Key.Namespace == pod.Namespace && pair.Value.Selector.Matches(pod.Labels)).ToList())
            {
                budgets[key] = (selector, left - 1);
                forbidden |= left <= 0;
            }

            (forbidden ? violating : others).Add(pod);
        }

        return (violating, others);
    }
}
