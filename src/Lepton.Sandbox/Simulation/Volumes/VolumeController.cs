using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Volumes;

/// <summary>
/// Gives every PersistentVolumeClaim a volume of its own at once, as a cloud's default storage class does, and takes the volume away with the claim. A deleted claim stays
/// for as long as a Pod uses it.
/// </summary>
internal sealed class VolumeController(ClusterContext context) : IController
{
    private const string Protection = "kubernetes.io/pvc-protection";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.PersistentVolumeClaims, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.PersistentVolumeClaims)
            context.Loop.Enqueue(this, change.Deleted ? new ObjectName("", VolumeName(change.Object)) : change.Object.Key);
        else if (change.Deleted || new PodView(change.Object.Json).Terminal)
            Claims(change.Object).ToList().ForEach(claim => context.Loop.Enqueue(this, claim));
    }

    public void Reconcile(ObjectName key)
    {
        if (key.Namespace.Length == 0)
            context.Api.Delete(Kinds.PersistentVolumes, null, key.Name);
        else if (context.Api.Get(Kinds.PersistentVolumeClaims, key.Namespace, key.Name) is { } json && new ObjectView(json) is var claim)
            Reconcile(claim);
    }

    private void Reconcile(ObjectView claim)
    {
        if (!claim.Deleting && claim.Status.Text("phase") != "Bound")
            Bind(claim);
        else if (claim.Deleting && claim.HasFinalizer(Protection) && !IsUsed(claim.Key))
            context.Api.Update(Kinds.PersistentVolumeClaims, claim.Namespace, claim.Name, static json => Finalizers.Remove(json.Ensure("metadata"), Protection));
    }

    private bool IsUsed(ObjectName claim) =>
        context.Api.List(Kinds.Pods, claim.Namespace).Select(json => new PodView(json)).Any(pod => !pod.Terminal && pod.NodeName is not null && Claims(pod).Contains(claim));

    private static IEnumerable<ObjectName> Claims(ObjectView pod) => pod.Spec.Objects("volumes")
        .Select(volume => volume.Object("persistentVolumeClaim").Text("claimName")).OfType<string>().Select(claim => new ObjectName(pod.Namespace, claim));

    private static string VolumeName(ObjectView claim) => claim.Spec.Text("volumeName") ?? "pvc-" + claim.Uid;

    private void Bind(ObjectView claim)
    {
        var name = VolumeName(claim);
        var capacity = claim.Spec.Object("resources").Object("requests")?.DeepClone() ?? new JsonObject();
        if (context.Api.Get(Kinds.PersistentVolumes, null, name) is null)
            context.Api.Create(Kinds.PersistentVolumes, null, Volume(claim, name, capacity));
        context.Api.Update(Kinds.PersistentVolumeClaims, claim.Namespace, claim.Name, json =>
        {
            json.Ensure("metadata").Ensure("annotations")["pv.kubernetes.io/bind-completed"] = "yes";
            json.Ensure("spec")["volumeName"] = name;
            return true;
        });
        context.UpdateStatus(Kinds.PersistentVolumeClaims, claim.Key, json =>
        {
            json["status"] = new JsonObject { ["phase"] = "Bound", ["accessModes"] = claim.Spec?["accessModes"]?.DeepClone(), ["capacity"] = capacity.DeepClone() };
            return true;
        });
    }

    private static JsonObject Volume(ObjectView claim, string name, JsonNode capacity) => new()
    {
        ["kind"] = "PersistentVolume",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["capacity"] = capacity.DeepClone(),
            ["csi"] = new JsonObject { ["driver"] = "disk.sandbox.lepton.ai", ["volumeHandle"] = name },
            ["accessModes"] = claim.Spec?["accessModes"]?.DeepClone(),
            ["claimRef"] = new JsonObject { ["kind"] = "PersistentVolumeClaim", ["namespace"] = claim.Namespace, ["name"] = claim.Name, ["uid"] = claim.Uid, ["apiVersion"] = "v1" },
            ["persistentVolumeReclaimPolicy"] = "Delete",
            ["storageClassName"] = claim.Spec.Text("storageClassName") ?? "standard",
            ["volumeMode"] = claim.Spec.Text("volumeMode") ?? "Filesystem",
        },
    };
}
