using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>One look at a Deployment: its ReplicaSets, which of them is new, and how far things may go.</summary>
internal sealed class Rollout
{
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    public Rollout(ObjectView deployment, IEnumerable<ObjectView> replicaSets)
    {
        Deployment = deployment;
        All = replicaSets.OrderBy(static set => set.Created).ThenBy(static set => Revision(set)).ThenBy(static set => set.Name, StringComparer.Ordinal).ToList();
        New = All.FirstOrDefault(set => TemplateHash.SameTemplate(set.Spec.Object("template"), deployment.Spec.Object("template")));
        Old = All.Where(set => set != New).ToList();
        Bounds = RolloutBounds.Of(deployment.Spec);
    }

    public ObjectView Deployment { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ObjectView> All { get; }

    /// <summary>The one with the Deployment's present template; null before it is made.</summary>
    public ObjectView? New { get; }

    public IReadOnlyList<ObjectView> Old { get; }

    public RolloutBounds Bounds { get; }

    public long Replicas => Deployment.Spec.Number("replicas") ?? 1;

    public bool Paused => Deployment.Spec.Flag("paused");

    public bool Recreates => Deployment.Spec.Object("strategy").Text("type") == "Recreate";

    /// <summary>Pods there may be at once.</summary>
    public long Most => Replicas == 0 ? 0 : Replicas + Bounds.MaxSurge;

    public long MinAvailable => Replicas - Bounds.MaxUnavailable;

    public long Desired => All.Sum(Wanted);

    public long Available => All.Sum(static set => Count(set, "availableReplicas"));

    public static long Wanted(ObjectView set) => set.Spec.Number("replicas") ?? 1;

    public static long Count(ObjectView set, string counter) => set.Status.Number(counter) ?? 0;

    public static long Revision(ObjectView set) => long.TryParse(set.Annotation(RevisionAnnotation), out var revision) ? revision : 0;
}
