using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Example;

/// <summary>Keeps one Deployment per Website.</summary>
public sealed class WebsiteReconciler(ILister<Website> websites, ILister<V1Deployment> deployments, IKubernetesClient client, IEventRecorder events, TimeProvider time)
    : IReconciler<NamespacedName>
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // Gone: the Deployment has an owner reference, the garbage collector removes it.
        if (websites.Get(key) is not { } website || website.Metadata.DeletionTimestamp is not null)
            return ReconcileResult.Success;
        var deployment = deployments.Get(key);
        if (deployment is null)
            events.Event(website, EventType.Normal, "Creating", "Reconcile", $"creating the Deployment of {website.Spec.Image}");
        if (deployment is null || deployment.Spec.Replicas != website.Spec.Replicas || deployment.Spec.Template?.Spec?.Containers?[0].Image != website.Spec.Image)
            await client.Resource<V1Deployment>().ApplyAsync(Desired(website), new ApplyOptions("website-operator") { Force = true }, cancellationToken);

        // What is ready now is written when it changes; the watch of Deployments brings us back here until then.
        var ready = deployment?.Status?.ReadyReplicas ?? 0;
        var status = website.Status?.DeepCopy() ?? new();
        status.ReadyReplicas = ready;
        Conditions.Set(status.Conditions ??= [], "Ready", ready >= website.Spec.Replicas, ready >= website.Spec.Replicas ? "AllReady" : "Waiting",
            $"{ready} of {website.Spec.Replicas} replicas are ready", website.Metadata.Generation, time.GetUtcNow());
        await client.Resource<Website>().WriteStatusAsync(website, status, cancellationToken: cancellationToken);
        return ReconcileResult.Success;
    }

    private static V1Deployment Desired(Website website)
    {
        var labels = new Dictionary<string, string> { ["website"] = website.Metadata.Name! };
        return new()
        {
            Metadata =
            {
                Name = website.Metadata.Name,
                Namespace = website.Metadata.Namespace,
                OwnerReferences = [new() { ApiVersion = "example.com/v1", Kind = "Website", Name = website.Metadata.Name!, Uid = website.Metadata.Uid!, Controller = true }],
            },
            Spec = new()
            {
                Replicas = website.Spec.Replicas,
                Selector = new() { MatchLabels = labels },
                Template = new() { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new() { Name = "web", Image = website.Spec.Image }] } },
            },
        };
    }
}
