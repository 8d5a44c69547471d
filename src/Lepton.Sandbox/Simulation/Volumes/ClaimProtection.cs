using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Volumes;

/// <summary>Lets a deleted PersistentVolumeClaim go when no Pod uses it any more (the pvc-protection controller).</summary>
internal sealed class ClaimProtection(ClusterContext context) : IController
{
    private const string Finalizer = "kubernetes.io/pvc-protection";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.PersistentVolumeClaims, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.PersistentVolumeClaims)
        {
            if (!change.Deleted && change.Object.Deleting)
                context.Loop.Enqueue(this, change.Object.Key);
        }
        else if (change.Deleted || new PodView(change.Object.Json).Terminal)
        {
            foreach (var claim in Claims(change.Object))
                context.Loop.Enqueue(this, claim);
        }
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Api.Get(Kinds.PersistentVolumeClaims, key.Namespace, key.Name) is not { } json || new ObjectView(json) is not { Deleting: true } claim || !claim.HasFinalizer(Finalizer) || IsUsed(key))
            return;
        context.Api.Update(Kinds.PersistentVolumeClaims, key.Namespace, key.Name, static found => Finalizers.Remove(found.Ensure("metadata"), Finalizer));
    }

    private bool IsUsed(ObjectName claim) =>
        context.Api.List(Kinds.Pods, claim.Namespace).Select(static json => new PodView(json)).Any(pod => !pod.Terminal && pod.NodeName is not null && Claims(pod).Contains(claim));

    private static IEnumerable<ObjectName> Claims(ObjectView pod) => pod.Spec.Objects("volumes")
        .Select(static volume => volume.Object("persistentVolumeClaim").Text("claimName")).OfType<string>().Select(claim => new ObjectName(pod.Namespace, claim));
}
