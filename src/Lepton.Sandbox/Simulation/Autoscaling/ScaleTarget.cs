using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>What an autoscaler scales: anything with <c>spec.replicas</c>, a Deployment as a rule.</summary>
internal sealed class ScaleTarget
{
    private ScaleTarget(GroupVersionResource resource, ObjectView view)
    {
        Resource = resource;
        View = view;
    }

    public GroupVersionResource Resource { get; }

    public ObjectView View { get; }

    public long Replicas => View.Spec.Number("replicas") ?? 1;

    public long Running => View.Status.Number("replicas") ?? 0;

    public LabelSelector Selector => LabelSelector.Read(View.Spec.Object("selector"));

    /// <summary>The target, or the words a real controller says when there is none.</summary>
    public static (ScaleTarget? Target, string? Missing) Find(ClusterContext context, ObjectView autoscaler)
    {
        var reference = autoscaler.Spec.Object("scaleTargetRef");
        var version = reference.Text("apiVersion") ?? "";
        var group = version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "";
        var kind = reference.Text("kind") ?? "";
        var name = reference.Text("name") ?? "";
        if (context.Api.Resources().FirstOrDefault(served => served.Kind == kind && served.Resource.Group == group) is not { } found)
            return (null, $"no matches for kind \"{kind}\" in group \"{group}\"");
        if (context.Api.Get(found.Resource, autoscaler.Namespace, name) is { } json)
            return (new ScaleTarget(found.Resource, new ObjectView(json)), null);
        return (null, $"{found.Resource.Resource}{(group.Length > 0 ? "." + group : "")} \"{name}\" not found");
    }
}
